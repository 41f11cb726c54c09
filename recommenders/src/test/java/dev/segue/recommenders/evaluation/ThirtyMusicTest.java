// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.report.EvaluationReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * Listening events of the 30Music data set (Turrin et al., RecSys 2015), where they are at hand.
 */
class ThirtyMusicTest {
  private static final long AT = Instant.parse("2014-12-23T00:00:00Z").toEpochMilli();
  private static final int K = 50;
  private static final List<EvaluationResult> RESULTS = new ArrayList<>();
  private static ChronologicalSplit split;

  @BeforeAll
  static void cut() throws IOException {
    split = ChronologicalSplit.of(plays(GoldenFolder.data("30music/plays.tsv.gz")), AT);
  }

  @AfterAll
  static void show() {
    if (!RESULTS.isEmpty()) {
      LoggerFactory.getLogger(ThirtyMusicTest.class)
          .info("\n{}", new EvaluationReport(split.summary(), K, RESULTS).table());
    }
  }

  @Test
  void splitsIntoTheKnownSets() {
    assertThat(split.summary()).isEqualTo(new SplitSummary(264_879, 11_588, 9_950, 727, 8_130, AT));
  }

  /** The seconds column counts training and ranking. */
  @ParameterizedTest
  @CsvSource({
    // One random draw moves by about 0.01 in hit rate.
    "random, 0.0481, 0.0051, 0.0025, 0.01",
    "popularity, 0.1953, 0.0280, 0.0178, 0.001",
    "popularity-30d, 0.2050, 0.0380, 0.0248, 0.001",
    "item-item, 0.2490, 0.0729, 0.0468, 0.001",
    "item-item-recent, 0.3191, 0.0884, 0.0578, 0.001",
  })
  void reachesTheKnownQuality(
      String name, double hitRate, double recall, double ndcg, double tolerance)
      throws InterruptedException {
    Algorithm algorithm = Algorithms.named(name);
    long start = System.nanoTime();
    var model =
        algorithm.train(
            split.train(),
            TrackVectors.NONE,
            algorithm.cutAt(AT, AlgorithmSettings.DEFAULTS),
            TrainingListener.SILENT);
    EvaluationResult result =
        new Evaluator(split, K).warm(name, model).withSeconds((System.nanoTime() - start) / 1e9);
    RESULTS.add(result);

    assertThat(result.mean(Metric.HIT_RATE)).isCloseTo(hitRate, within(tolerance));
    assertThat(result.mean(Metric.RECALL)).isCloseTo(recall, within(tolerance));
    assertThat(result.mean(Metric.NDCG)).isCloseTo(ndcg, within(tolerance));
  }

  private static List<Play> plays(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().skip(1).map(line -> play(line.split("\t", -1))).toList();
    }
  }

  private static Play play(String[] columns) {
    Instant at = LocalDateTime.parse(columns[2].replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    return new Play(columns[0], columns[1], at.toEpochMilli());
  }
}
