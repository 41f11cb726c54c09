// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Holds each play back until its time has come at the replay's speed. For one thread. */
final class Pace {
  private final Speed speed;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private Instant firstPlay;
  private long start;

  /** Waits; a test's does not. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  Pace(Speed speed, LongSupplier nanoTime, Sleeper sleeper) {
    this.speed = speed;
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  static Pace of(Speed speed) {
    return new Pace(speed, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
  }

  /**
   * Returns when it is time for a play of this instant.
   *
   * @throws InterruptedException if the replay is to end
   */
  void await(Instant playedAt) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the replay was interrupted");
    }
    if (!speed.waits()) {
      return;
    }
    if (firstPlay == null) {
      firstPlay = playedAt;
      start = nanoTime.getAsLong();
    }
    long due = speed.nanos(Duration.between(firstPlay, playedAt));
    long wait = due - (nanoTime.getAsLong() - start);
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }
}
