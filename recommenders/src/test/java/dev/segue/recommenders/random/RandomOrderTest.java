// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrainingRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomOrderTest extends RecommenderContract {
  @Override
  protected Algorithm algorithm() {
    return new RandomOrder();
  }

  @Test
  void givesEachListenerAndSeedAnotherOrder() {
    Recommender model = train(1);
    var list = model.recommend(new History("ann", List.of()), 20, TrackFilter.ALL);

    assertThat(model.recommend(new History("ben", List.of()), 20, TrackFilter.ALL))
        .isNotEqualTo(list);
    assertThat(train(2).recommend(new History("ann", List.of()), 20, TrackFilter.ALL))
        .isNotEqualTo(list);
  }

  @Test
  void spreadsItsScoresEvenly() {
    double sum = 0;
    Recommender model = train(1);
    for (int i = 0; i < 200; i++) {
      sum +=
          model.recommend(new History("user " + i, List.of()), 1000, TrackFilter.ALL).stream()
              .mapToDouble(track -> track.score())
              .average()
              .orElseThrow();
    }
    // 200 * 49 uniform numbers: the standard error of their mean is 0.003.
    assertThat(sum / 200).isBetween(0.49, 0.51);
  }

  private Recommender train(long seed) {
    return new RandomOrder()
        .train(
            data(plays()),
            content(),
            new AlgorithmSettings(seed, settings().values()),
            TrainingRun.SILENT);
  }
}
