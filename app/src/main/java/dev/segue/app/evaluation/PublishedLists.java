// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.schemas.Recommendations;
import java.util.List;
import java.util.Map;

/** Lists as they stand on the recommendations topic, in the place of a model. */
public final class PublishedLists implements Recommender {
  private final String model;
  private final Map<String, Recommendations> lists;

  /** Answers with these lists, by listener. */
  public PublishedLists(String model, Map<String, Recommendations> lists) {
    this.model = model;
    this.lists = lists;
  }

  @Override
  public String algorithm() {
    return model;
  }

  /** The published list as it is, whatever the filter; empty for a listener without one. */
  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    Recommendations list = lists.get(history.userId());
    if (list == null) {
      return List.of();
    }
    return list.getItems().stream()
        .limit(k)
        .map(item -> new ScoredTrack(item.getTrackId(), item.getScore()))
        .toList();
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return List.of();
  }
}
