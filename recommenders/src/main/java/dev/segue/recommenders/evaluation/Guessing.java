// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A recommender whose lists are filled up with candidates it left out, drawn at random. */
final class Guessing implements Recommender {
  private final Recommender recommender;
  private final List<String> candidates;

  Guessing(Recommender recommender, Collection<String> candidates) {
    this.recommender = recommender;
    this.candidates = List.copyOf(candidates);
  }

  @Override
  public String algorithm() {
    return recommender.algorithm();
  }

  /** The draw depends on the listener alone, so that every model is filled up alike. */
  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    List<ScoredTrack> list = new ArrayList<>(recommender.recommend(history, k, filter));
    if (list.size() < k) {
      Set<String> taken = new HashSet<>();
      list.forEach(track -> taken.add(track.trackId()));
      history.tracks().forEach(track -> taken.add(track.trackId()));
      List<String> drawn = new ArrayList<>(candidates);
      Collections.shuffle(drawn, new Random(history.userId().hashCode()));
      drawn.stream()
          .filter(track -> !taken.contains(track))
          .limit(k - list.size())
          .forEach(track -> list.add(new ScoredTrack(track, Float.NEGATIVE_INFINITY)));
    }
    return list;
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return recommender.explain(history, trackId, n);
  }
}
