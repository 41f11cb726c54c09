// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.List;

/** A recommender that takes every track it knows for a candidate, as serving does. */
record WholeCatalogue(Recommender recommender) implements Recommender {
  @Override
  public String algorithm() {
    return recommender.algorithm();
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return recommender.recommend(history, k, TrackFilter.ALL);
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return recommender.explain(history, trackId, n);
  }
}
