// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.TrainingRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingTriggerTest {
  private static final List<String> ALGORITHMS = List.of("popularity", "knn");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private KeyedOneInputStreamOperatorTestHarness<Integer, TriggerEvent, TrainingSignal> harness;

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void answersARequestThatIsSeenTwiceOnce() throws Exception {
    start(Duration.ZERO, 0, null);
    request("a");
    report(1, "popularity");
    report(1, "knn");
    request("a");
    assertThat(signals()).hasSize(1);
  }

  @Test
  void waitsWithTheNextRequestUntilAllReportsAreThere() throws Exception {
    start(Duration.ZERO, 0, null);
    request("a");
    request("b", "popularity");
    report(1, "popularity");
    assertThat(signals()).extracting(s -> s.requestId).containsExactly("a");
    report(1, "knn");
    assertThat(signals()).extracting(s -> s.requestId).containsExactly("a", "b");
    assertThat(signals()).extracting(s -> s.round).containsExactly(1L, 2L);
    assertThat(signals().get(1).algorithms).containsExactly("popularity");
  }

  @Test
  void ignoresReportsOfOtherRounds() throws Exception {
    start(Duration.ZERO, 0, null);
    request("a");
    request("b");
    report(7, "popularity");
    report(7, "knn");
    assertThat(signals()).hasSize(1);
  }

  @Test
  void givesUpARoundThatNeverReports() throws Exception {
    start(Duration.ZERO, 0, null);
    request("a");
    request("b");
    harness.setProcessingTime(TIMEOUT.multipliedBy(3).toMillis());
    assertThat(signals()).hasSize(2);
  }

  @Test
  void beginsNoRoundByTimeWithoutNewPlays() throws Exception {
    start(HOUR, 0, null);
    request("a", "popularity");
    report(1, "popularity");
    harness.setProcessingTime(HOUR.multipliedBy(3).toMillis());
    assertThat(signals()).hasSize(1);
  }

  @Test
  void beginsARoundEachIntervalWithNewPlays() throws Exception {
    start(HOUR, 0, null);
    plays(1);
    harness.setProcessingTime(HOUR.toMillis());
    assertThat(signals()).hasSize(1);
    assertThat(signals().get(0).requestId).isNull();
    assertThat(signals().get(0).algorithms).containsExactly("popularity", "knn");
    reportAll(1);
    harness.setProcessingTime(HOUR.multipliedBy(2).toMillis());
    assertThat(signals()).hasSize(1);
    plays(1);
    harness.setProcessingTime(HOUR.multipliedBy(3).toMillis());
    assertThat(signals()).hasSize(2);
  }

  @Test
  void beginsARoundAfterANumberOfPlays() throws Exception {
    start(Duration.ZERO, 10, null);
    plays(9);
    assertThat(signals()).isEmpty();
    plays(1);
    assertThat(signals()).hasSize(1);
  }

  @Test
  void letsOneRoundOfTheScheduleWaitAndNoMore() throws Exception {
    start(Duration.ZERO, 10, null);
    plays(10);
    plays(10);
    plays(10);
    assertThat(signals()).hasSize(1);
    reportAll(1);
    assertThat(signals()).hasSize(2);
    reportAll(2);
    assertThat(signals()).hasSize(2);
  }

  @Test
  void remembersTheRoundUnderWayAndTheWaitingRequestsInACheckpoint() throws Exception {
    start(HOUR, 0, null);
    request("a");
    request("b");
    OperatorSubtaskState snapshot = harness.snapshot(1, 0);
    harness.close();
    start(HOUR, 0, snapshot);
    request("a");
    assertThat(signals()).isEmpty();
    reportAll(1);
    assertThat(signals()).extracting(s -> s.requestId).containsExactly("b");
    assertThat(signals()).extracting(s -> s.round).containsExactly(2L);
  }

  @Test
  void passesOnThatTheGateIsToBeSkipped() throws Exception {
    start(Duration.ZERO, 0, null);
    process(TriggerEvent.request(new TrainingRequest("a", Instant.EPOCH, List.of(), true)));
    assertThat(signals().get(0).skipGate).isTrue();
  }

  private void start(Duration interval, long plays, OperatorSubtaskState restored)
      throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new TrainingTrigger(ALGORITHMS, interval, plays, TIMEOUT)),
            event -> 0,
            Types.INT);
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
  }

  private void request(String id, String... algorithms) throws Exception {
    process(
        TriggerEvent.request(new TrainingRequest(id, Instant.EPOCH, List.of(algorithms), false)));
  }

  private void report(long round, String algorithm) throws Exception {
    process(
        TriggerEvent.report(
            new TrainingReport(
                round, null, algorithm, "released", "", Instant.EPOCH, Map.of(), List.of())));
  }

  private void reportAll(long round) throws Exception {
    for (String algorithm : ALGORITHMS) {
      report(round, algorithm);
    }
  }

  private void plays(long count) throws Exception {
    process(TriggerEvent.plays(count));
  }

  private void process(TriggerEvent event) throws Exception {
    harness.processElement(event, 0);
  }

  private List<TrainingSignal> signals() {
    return harness.extractOutputValues();
  }
}
