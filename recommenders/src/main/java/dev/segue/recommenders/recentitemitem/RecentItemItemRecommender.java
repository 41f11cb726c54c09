// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.CatalogueScorer;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.itemitem.SimilarityRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sums the similarities of the heard tracks, weighted.
 *
 * @param listeners of each track in the training
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record RecentItemItemRecommender(
    Catalogue catalogue, SimilarityRows rows, int[] listeners, InputWeights input)
    implements CatalogueScorer {
  /** A heard track that the catalogue has, and what it counts. */
  private record Input(String trackId, int index, double weight) {}

  @Override
  public String algorithm() {
    return RecentItemItem.NAME;
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return Ranking.best(catalogue, scores(history), catalogue.heard(history), k, filter);
  }

  /** In the order of the history and in double precision: the same history, the same bits. */
  @Override
  public float[] scores(History history) {
    double[] sums = new double[catalogue.size()];
    for (Input heard : inputs(history)) {
      int[] similar = rows.similar()[heard.index()];
      float[] values = rows.values()[heard.index()];
      for (int i = 0; i < similar.length; i++) {
        sums[similar[i]] += heard.weight() * values[i];
      }
    }
    float[] scores = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      scores[i] = (float) sums[i];
    }
    return scores;
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    int target = catalogue.indexOf(trackId);
    if (target < 0) {
      return List.of();
    }
    List<Reason> reasons = new ArrayList<>();
    for (Input heard : inputs(history)) {
      float share = (float) (heard.weight() * rows.of(heard.index(), target));
      if (share > 0) {
        reasons.add(new Reason(heard.trackId(), share));
      }
    }
    return reasons.stream()
        .sorted(
            Comparator.comparingDouble((Reason reason) -> -reason.weight())
                .thenComparing(reason -> catalogue.indexOf(reason.trackId())))
        .limit(n)
        .toList();
  }

  private List<Input> inputs(History history) {
    List<HeardTrack> known =
        history.tracks().stream().filter(track -> catalogue.indexOf(track.trackId()) >= 0).toList();
    if (known.isEmpty()) {
      return List.of();
    }
    long newest = known.get(known.size() - 1).lastPlayedAt();
    List<Input> inputs = new ArrayList<>(known.size());
    for (HeardTrack track : known) {
      int index = catalogue.indexOf(track.trackId());
      double weight = input.of(track.lastPlayedAt(), newest) / Math.sqrt(listeners[index] + 1.0);
      inputs.add(new Input(track.trackId(), index, weight));
    }
    return inputs;
  }
}
