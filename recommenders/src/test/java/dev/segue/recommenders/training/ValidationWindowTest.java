// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ValidationWindowTest {
  private static final Duration HUNDRED = Duration.ofMillis(100);

  @Test
  void holdsBackTheLastNewPlaysOfTheSampleOnly() {
    TrainingSet data = data(20);
    ValidationWindow window = ValidationWindow.of(data, HUNDRED, 5, 1);

    assertThat(window.listeners()).isEqualTo(5);
    assertThat(data.plays() - window.train().plays()).isEqualTo(5);
    assertThat(window.train().newestPlay()).isEqualTo(data.newestPlay());
  }

  @Test
  void takesNoMoreThanATenthOfTheTime() {
    TrainingSet data = data(20);
    ValidationWindow window = ValidationWindow.of(data, Duration.ofDays(1), 100, 1);

    assertThat(window.listeners()).isEqualTo(20);
    assertThat(data.plays() - window.train().plays()).isEqualTo(20);
  }

  @Test
  void measuresARecommenderOnWhatWasHeldBack() throws Exception {
    ValidationWindow window = ValidationWindow.of(data(20), HUNDRED, 100, 1);
    try (Recommender popularity =
        Algorithms.named("popularity")
            .train(
                window.train(),
                TrackVectors.NONE,
                AlgorithmSettings.DEFAULTS,
                TrainingListener.SILENT)) {
      assertThat(window.ndcg(popularity, 10)).isGreaterThan(0).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void hasNothingToMeasureInAnEmptySet() throws Exception {
    ValidationWindow window = ValidationWindow.of(new TrainingSetBuilder().build(), HUNDRED, 10, 1);

    assertThat(window.listeners()).isZero();
    assertThat(window.train().listeners()).isEmpty();
  }

  @Test
  void holdsNothingBackFromASinglePlay() {
    TrainingSet data = new TrainingSetBuilder().add(new Play("a", "x", 7)).build();

    assertThat(ValidationWindow.of(data, HUNDRED, 10, 1).train().plays()).isEqualTo(1);
  }

  /** Everybody plays three tracks early and one new, known one at the end. */
  private static TrainingSet data(int listeners) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (int i = 0; i < listeners; i++) {
      for (int j = 0; j < 3; j++) {
        builder.add(new Play("user-" + i, "track-" + (i + j) % 10, 10L * j));
      }
      builder.add(new Play("user-" + i, "track-" + (i + 5) % 10, 950 + i));
    }
    builder.add(new Play("late", "track-0", 1000));
    return builder.build();
  }
}
