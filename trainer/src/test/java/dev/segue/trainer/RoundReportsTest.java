// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.TrainingReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundReportsTest {
  private static final List<String> OF_THE_CALLER = List.of("knn");

  @Test
  void namesWhatIsMissing() {
    RoundReports reports = new RoundReports("r", List.of(), OF_THE_CALLER);
    assertThat(reports.missing()).contains("is the trainer running?");
    reports.add(report("r", "ease", List.of("popularity", "ease", "fusion")));
    assertThat(reports.isComplete()).isFalse();
    assertThat(reports.missing()).isEqualTo("no report of popularity, fusion yet");
  }

  @Test
  void waitsForTheTrainersListAndNotForTheCallers() {
    RoundReports reports = new RoundReports("r", List.of(), OF_THE_CALLER);
    reports.add(report("another", "knn", List.of("knn")));
    assertThat(reports.isComplete()).isFalse();
    reports.add(report("r", "ease", List.of("popularity", "ease")));
    reports.add(report("r", "popularity", List.of("popularity", "ease")));
    assertThat(reports.isComplete()).isTrue();
    assertThat(reports.inOrder())
        .extracting(TrainingReport::getAlgorithm)
        .containsExactly("popularity", "ease");
  }

  @Test
  void waitsForTheCallersListWhereReportsDoNotTell() {
    RoundReports reports = new RoundReports("r", List.of(), OF_THE_CALLER);
    reports.add(report("r", "knn", List.of()));
    assertThat(reports.isComplete()).isTrue();
  }

  private static TrainingReport report(String request, String algorithm, List<String> round) {
    return new TrainingReport(
        1L, request, algorithm, "released", "", Instant.EPOCH, Map.of(), round);
  }
}
