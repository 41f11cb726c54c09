// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import dev.segue.recommenders.training.ValidationWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One play with a wrong time among 4,800 right ones: a row of 2019 in a log of 2014. */
class WrongTimesTest {
  private static final long DAY = 86_400_000;
  private static final long START = Instant.parse("2014-01-01T00:00:00Z").toEpochMilli();
  private static final long WRONG = Instant.parse("2019-01-01T00:00:00Z").toEpochMilli();
  private static final int DAYS = 120;
  private static final int WEEK = 7;
  private static final int TRACKS = 400;

  private static final List<Play> LOG = log();
  private static final ChronologicalSplit SPLIT =
      ChronologicalSplit.of(LOG, START + (DAYS - 14) * DAY);
  private static final TrainingSet TRAIN = withPlays(List.of());
  private static final TrainingSet WITH_A_WRONG_ROW =
      withPlays(List.of(new Play("u7", "t3", WRONG), new Play("u8", "t4", 0)));

  @ParameterizedTest
  @ValueSource(strings = {"item-item-recent", "popularity-30d", "fusion"})
  void aModelWithTimeInItIsTheSameWithAWrongRow(String name) throws Exception {
    double ndcg = ndcg(name, TRAIN, AlgorithmSettings.DEFAULTS);
    // The test would fail if the row counted as the newest.
    assertThat(ndcg(name, WITH_A_WRONG_ROW, cutAt(name, WRONG + 1))).isLessThan(0.8 * ndcg);

    assertThat(ndcg(name, WITH_A_WRONG_ROW, AlgorithmSettings.DEFAULTS))
        .isCloseTo(ndcg, within(0.01));
  }

  @Test
  void holdsBackAsManyListenersWithAWrongRow() {
    int listeners = ValidationWindow.of(TRAIN, Duration.ofDays(7), 1000, 1).listeners();
    assertThat(listeners).isGreaterThan(20);

    assertThat(ValidationWindow.of(WITH_A_WRONG_ROW, Duration.ofDays(7), 1000, 1).listeners())
        .isCloseTo(listeners, within(1));
  }

  private static double ndcg(String name, TrainingSet data, AlgorithmSettings settings)
      throws Exception {
    try (Recommender model =
        Algorithms.named(name).train(data, TrackVectors.NONE, settings, TrainingListener.SILENT)) {
      return new Evaluator(SPLIT, 10, TrainingListener.SILENT)
          .warm(name, model)
          .estimate(Metric.NDCG)
          .mean();
    }
  }

  private static AlgorithmSettings cutAt(String name, long until) {
    return Algorithms.named(name).cutAt(until, AlgorithmSettings.DEFAULTS);
  }

  private static TrainingSet withPlays(List<Play> more) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    LOG.stream().filter(play -> play.playedAtMs() < SPLIT.at()).forEach(builder::add);
    more.forEach(builder::add);
    return builder.build();
  }

  /** Eighty listeners in two camps; each week other tracks are new, and they are what is played. */
  private static List<Play> log() {
    Random random = new Random(3);
    List<Play> plays = new ArrayList<>();
    for (int i = 0; i < 4800; i++) {
      int user = random.nextInt(80);
      double day = random.nextDouble() * DAYS;
      // Of the last four weeks' tracks of the listener's camp.
      int newest = (int) (day / WEEK) * 2 * WEEK;
      int track = Math.max(0, newest - random.nextInt(4 * 2 * WEEK)) / 2 * 2 + user % 2;
      plays.add(new Play("u" + user, "t" + track % TRACKS, START + (long) (day * DAY)));
    }
    return plays;
  }
}
