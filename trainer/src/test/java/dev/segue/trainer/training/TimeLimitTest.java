// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  @Test
  void interruptsWorkThatTakesTooLong() {
    try (TimeLimit limit = new TimeLimit(clock, Duration.ofMillis(10))) {
      assertThatThrownBy(() -> Thread.sleep(60_000)).isInstanceOf(InterruptedException.class);
      assertThat(limit.isOver()).isTrue();
    }
  }

  @Test
  void leavesNoInterruptionBehind() {
    try (TimeLimit limit = new TimeLimit(clock, Duration.ZERO)) {
      while (!limit.isOver()) {
        Thread.onSpinWait();
      }
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void isHarmlessWhenTheWorkIsDoneInTime() throws Exception {
    TimeLimit limit = new TimeLimit(clock, Duration.ofMillis(20));
    limit.close();
    Thread.sleep(50);
    assertThat(limit.isOver()).isFalse();
  }
}
