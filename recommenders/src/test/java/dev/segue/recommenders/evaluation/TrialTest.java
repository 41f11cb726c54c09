// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
  private static final Measure NDCG = new Measure(Metric.NDCG, 50);
  private static final Measure F1 = new Measure(Metric.F1, 10);

  @TempDir Path folder;

  private static Trial trial() {
    EvaluationResult result =
        new EvaluationResult(
            "gsasrec",
            50,
            List.of("ann", "\uD834\uDD1E clef", "\"\n"),
            Map.of(NDCG, new double[] {0.1, 1.0 / 3, Math.PI}, F1, new double[] {0, 1e-300, 1}),
            new Cohorts("tracks", List.of("(0,5]", ">5"), List.of(0, 1, -1)),
            new ListStatistics(0.5, 0.1, 0.2, 0.3, 0.4, 7, 0.9, Double.NaN, Double.NaN),
            12.5,
            0.25,
            List.of(new CurvePoint("loss", 1, 0.7), new CurvePoint("loss", 2, Double.NaN)));
    return new Trial("chronological", "gsasrec", "mfcc", 7, result);
  }

  @Test
  void comesBackFromItsFileToTheLastBit() throws IOException {
    Path file = folder.resolve("trial.json");
    trial().write(file);
    Trial read = Trial.read(file);

    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("result.values")
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(trial());
    assertThat(read.result().values(NDCG)).isEqualTo(trial().result().values(NDCG));
    assertThat(read.result().values(F1)).isEqualTo(trial().result().values(F1));
    assertThat(folder)
        .isDirectoryContaining("glob:**trial.json")
        .isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void refusesAFileThatIsSomethingElse() throws IOException {
    Path file = folder.resolve("trial.json");
    for (String text :
        List.of("", "null", "{}", "[1]", "{\"result\": {\"values\": {\"x\": []}}}")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Trial.read(file))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("trial.json is no result of an evaluation")
          .hasMessageContaining("delete it");
    }
  }

  @Test
  void estimatesCohortByCohort() {
    EvaluationResult result = trial().result();

    assertThat(result.estimate(NDCG, 0).mean()).isEqualTo(0.1);
    assertThat(result.estimate(NDCG, 1).count()).isEqualTo(1);
    assertThat(result.metrics()).containsExactly(Metric.NDCG);
  }

  @Test
  void saysWhatWasMeasured() {
    assertThatThrownBy(() -> trial().result().mean(Metric.MRR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gsasrec has no mrr@50")
        .hasMessageContaining("ndcg@50");
  }

  @Test
  void addsTheTimeOfTheTraining() {
    EvaluationResult result = trial().result();

    assertThat(result.seconds()).isEqualTo(12.75);
    assertThat(result.withSeconds(20.25).trainingSeconds()).isEqualTo(20);
  }
}
