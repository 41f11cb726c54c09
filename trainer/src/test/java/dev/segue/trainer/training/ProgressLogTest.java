// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ProgressLogTest {
  private final List<String> lines = new ArrayList<>();
  private long now;
  private final ProgressLog log = new ProgressLog("knn, gate", lines::add, () -> now);

  @Test
  void endsWorkThatDoesNotLookAtItsInterruption() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> log.stopping().progress("challenger", 1, 2))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void leavesOutWhatIsNoNumber() {
    log.measured("loss", 1, 0.5);
    log.measured("loss", 2, Double.NaN);
    assertThat(log.measures()).containsEntry("loss", 0.5).hasSize(1);
  }

  @Test
  void writesALineAtMostOnceAnInterval() {
    for (int second = 0; second < 60; second++) {
      for (int step = 0; step < 100; step++) {
        log.progress("epoch 1", second, 60);
      }
      now += 1_000_000_000L;
    }
    assertThat(lines).hasSize(11).first().isEqualTo("knn, gate: epoch 1, 5 of 60");
  }

  @Test
  void tellsTheNewestMeasuresWithTheProgress() {
    log.measured("loss", 1, 0.5);
    log.measured("loss", 2, 0.25);
    log.measured("validation.ndcg", 2, 0.125);
    now = ProgressLog.INTERVAL.toNanos();
    log.progress("epoch 3", 1, 9);
    assertThat(lines)
        .containsExactly(
            "knn, gate: epoch 3, 1 of 9; step 2: loss 0.250000, validation.ndcg 0.125000");
    assertThat(log.measures()).containsEntry("loss", 0.25).containsEntry("validation.ndcg", 0.125);
  }
}
