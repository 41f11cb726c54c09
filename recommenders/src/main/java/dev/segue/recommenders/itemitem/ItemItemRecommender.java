// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.itemitem;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.CatalogueScorer;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Ranking;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sums the similarities of the heard tracks. */
record ItemItemRecommender(Catalogue catalogue, SimilarityRows similarities)
    implements CatalogueScorer {
  @Override
  public String algorithm() {
    return ItemItem.NAME;
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return Ranking.best(catalogue, scores(history), catalogue.heard(history), k, filter);
  }

  /** In the order of the history and in double precision: the same history, the same bits. */
  @Override
  public float[] scores(History history) {
    double[] sums = new double[catalogue.size()];
    for (HeardTrack heard : history.tracks()) {
      int a = catalogue.indexOf(heard.trackId());
      if (a < 0) {
        continue;
      }
      int[] similar = similarities.similar()[a];
      float[] values = similarities.values()[a];
      for (int i = 0; i < similar.length; i++) {
        sums[similar[i]] += values[i];
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
    int b = catalogue.indexOf(trackId);
    List<Reason> reasons = new ArrayList<>();
    for (HeardTrack heard : history.tracks()) {
      int a = catalogue.indexOf(heard.trackId());
      float similarity = a < 0 || b < 0 ? 0 : similarities.of(a, b);
      if (similarity > 0) {
        reasons.add(new Reason(heard.trackId(), similarity));
      }
    }
    return reasons.stream()
        .sorted(
            Comparator.comparingDouble((Reason reason) -> -reason.weight())
                .thenComparing(reason -> catalogue.indexOf(reason.trackId())))
        .limit(n)
        .toList();
  }
}
