// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import dev.segue.recommenders.index.TopK;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Turns scores over a {@link Catalogue} into a list, by the rules of {@link Recommender}. */
public final class Ranking {
  private Ranking() {}

  /**
   * The best tracks, without those in {@code excluded} and those the filter refuses.
   *
   * @param scores by catalogue index; not NaN
   * @throws IllegalArgumentException if {@code k} is negative
   */
  public static List<ScoredTrack> best(
      Catalogue catalogue, float[] scores, BitSet excluded, int k, TrackFilter filter) {
    TopK top = new TopK(checked(k, scores.length), TopK.TieBreak.LOWER);
    for (int i = 0; i < scores.length; i++) {
      if (top.admits(i, scores[i]) && !excluded.get(i) && filter.accepts(catalogue.id(i))) {
        top.offer(i, scores[i]);
      }
    }
    TopK.Best best = top.drain();
    List<ScoredTrack> list = new ArrayList<>(best.items().length);
    for (int i = 0; i < best.items().length; i++) {
      list.add(new ScoredTrack(catalogue.id(best.items()[i]), best.scores()[i]));
    }
    return list;
  }

  /**
   * The length that a list can have.
   *
   * @throws IllegalArgumentException if {@code k} is negative
   */
  public static int checked(int k, int candidates) {
    if (k < 0) {
      throw new IllegalArgumentException("k is " + k + "; ask for 0 tracks or more");
    }
    return Math.min(k, candidates);
  }
}
