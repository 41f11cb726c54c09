// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValidationWindowTest {
  private static final Duration HUNDRED = Duration.ofMillis(100);
  private static final Artifact PREVIOUS =
      new Artifact(
          Path.of("model"), "0", "any", Optional.empty(), AlgorithmSettings.DEFAULTS, Map.of());

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

  @Test
  void choosesTheSameListenersWhileOthersCome() {
    Set<String> few = ValidationWindow.of(data(20), HUNDRED, 5, 1).truth().keySet();
    Set<String> more = ValidationWindow.of(data(24), HUNDRED, 9, 1).truth().keySet();
    assertThat(more).containsAll(few);
  }

  @Test
  void measuresAContinuedTrainingOnNothingThatItsModelsHaveSeen() {
    List<Play> log = growingLog();
    TrainingRun run = TrainingRun.SILENT;
    Set<String> seen = new HashSet<>();
    int measured = 0;
    int seenByAFreshOne = 0;
    for (long now = 1_000; now <= 4_000; now += 37) {
      TrainingSet data = until(log, now);
      ValidationWindow window = ValidationWindow.of(data, run, HUNDRED, 1000, 1);
      assertThat(seen(window, seen)).as("at %d", now).isEmpty();
      measured += pairs(window).size();
      seenByAFreshOne += seen(ValidationWindow.of(data, HUNDRED, 1000, 1), seen).size();
      seen.addAll(heard(window.train()));
      run = TrainingRun.SILENT.from(PREVIOUS);
    }
    assertThat(measured).isGreaterThan(1_000);
    assertThat(seenByAFreshOne).as("what this is good for").isPositive();
  }

  @Test
  void losesNoListenerWithoutAnEarlierPlay() {
    TrainingSet data = until(growingLog(), 2_000);
    assertThat(
            ValidationWindow.of(data, HUNDRED, 1000, 1).train().listeners().stream()
                .map(TrainingSet.Listener::userId))
        .containsExactlyElementsOf(
            data.listeners().stream().map(TrainingSet.Listener::userId).toList());
  }

  /** Listeners and tracks keep coming; some listeners leave. */
  private static List<Play> growingLog() {
    Random random = new Random(3);
    List<Play> log = new ArrayList<>();
    for (int at = 0; at < 4_000; at++) {
      for (int i = 0; i < 3; i++) {
        int user = at / 20 + random.nextInt(20);
        int track = random.nextInt(50 + at / 10);
        log.add(new Play("user-" + user, "track-" + track, at));
      }
    }
    return log;
  }

  private static TrainingSet until(List<Play> log, long now) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    log.stream().filter(play -> play.playedAtMs() < now).forEach(builder::add);
    return builder.build();
  }

  private static Set<String> pairs(ValidationWindow window) {
    Set<String> pairs = new HashSet<>();
    window.truth().forEach((user, tracks) -> tracks.forEach(t -> pairs.add(user + " " + t)));
    return pairs;
  }

  private static Set<String> seen(ValidationWindow window, Set<String> seen) {
    Set<String> both = pairs(window);
    both.retainAll(seen);
    return both;
  }

  private static Set<String> heard(TrainingSet data) {
    Set<String> pairs = new HashSet<>();
    for (TrainingSet.Listener listener : data.listeners()) {
      listener
          .interactions()
          .forEach(i -> pairs.add(listener.userId() + " " + i.heard().trackId()));
    }
    return pairs;
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
