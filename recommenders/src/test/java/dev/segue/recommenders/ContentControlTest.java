// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each content model against its own control, the same model without content. */
class ContentControlTest {
  private static final double CHANCE = 1.0 / Genres.COUNT;

  @ParameterizedTest
  @ValueSource(strings = {"shallownet", "neural-item-item"})
  void ranksPlayedTracksBetterThanWithoutContent(String algorithm) throws InterruptedException {
    try (Recommender model = train(algorithm, "true");
        Recommender control = train(algorithm, "false")) {
      TrackFilter played = id -> !Genres.isCold(id);

      assertThat(Genres.precision(model, played))
          .isGreaterThan(Genres.precision(control, played) + CHANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shallownet", "neural-item-item"})
  void ranksTracksThatNobodyPlayed(String algorithm) throws InterruptedException {
    try (Recommender model = train(algorithm, "true");
        Recommender control = train(algorithm, "false")) {
      assertThat(Genres.precision(model, Genres::isCold)).isGreaterThan(3 * CHANCE);
      assertThat(Genres.precision(control, Genres::isCold)).isZero();
    }
  }

  private static Recommender train(String algorithm, String content) throws InterruptedException {
    AlgorithmSettings settings =
        AlgorithmSettings.DEFAULTS
            .with("content", content)
            .with("epochs", "30")
            .with("learning-rate", "0.01")
            .with("batch", "32")
            // Too few plays to hold any back.
            .with("validation-days", "0");
    return Algorithms.named(algorithm)
        .train(Genres.plays(), Genres.content(), settings, TrainingListener.SILENT);
  }
}
