// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

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

/** Sums the weights of the heard tracks. */
record EaseRecommender(Catalogue catalogue, SimilarityRows rows, HeardWeights weights)
    implements CatalogueScorer {
  @Override
  public String algorithm() {
    return Ease.NAME;
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return Ranking.best(catalogue, scores(history), catalogue.heard(history), k, filter);
  }

  /** In the order of the history and in double precision: the same history, the same bits. */
  @Override
  public float[] scores(History history) {
    double[] sums = new double[catalogue.size()];
    List<HeardTrack> known = known(history);
    for (int n = 0; n < known.size(); n++) {
      int track = catalogue.indexOf(known.get(n).trackId());
      double weight = weights.of(known, n);
      int[] columns = rows.similar()[track];
      float[] values = rows.values()[track];
      for (int i = 0; i < columns.length; i++) {
        sums[columns[i]] += weight * values[i];
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
    List<HeardTrack> known = known(history);
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      String heard = known.get(i).trackId();
      double share = weights.of(known, i) * rows.of(catalogue.indexOf(heard), target);
      if (share > 0) {
        reasons.add(new Reason(heard, (float) share));
      }
    }
    return reasons.stream()
        .sorted(
            Comparator.comparingDouble((Reason reason) -> -reason.weight())
                .thenComparing(reason -> catalogue.indexOf(reason.trackId())))
        .limit(n)
        .toList();
  }

  private List<HeardTrack> known(History history) {
    return history.tracks().stream()
        .filter(track -> catalogue.indexOf(track.trackId()) >= 0)
        .toList();
  }
}
