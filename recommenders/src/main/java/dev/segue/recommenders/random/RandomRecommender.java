// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.random;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.List;

/** Scores by a hash of seed, listener and track, evenly spread over [0, 1). */
record RandomRecommender(Catalogue catalogue, long seed) implements Recommender {
  @Override
  public String algorithm() {
    return RandomOrder.NAME;
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    long listener = hash(mixed(seed), history.userId());
    float[] scores = new float[catalogue.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = unit(hash(listener, catalogue.id(i)));
    }
    return Ranking.best(catalogue, scores, catalogue.heard(history), k, filter);
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return List.of();
  }

  /** The upper 24 bits, which are all that a float in [0, 1) can tell apart evenly. */
  private static float unit(long bits) {
    return (bits >>> 40) * 0x1p-24f;
  }

  private static long hash(long state, String text) {
    for (int i = 0; i < text.length(); i++) {
      state = mixed(state + text.charAt(i));
    }
    // The length, so that "a" then "bc" differs from "ab" then "c".
    return mixed(state + ((long) text.length() << 32));
  }

  /** One step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mixed(long state) {
    long z = state + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
