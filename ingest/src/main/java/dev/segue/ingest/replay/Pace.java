// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds each play back until its time has come at the replay's speed, at most for the longest wait.
 * For one thread.
 */
final class Pace {
  private static final Duration FOR_EVER = Duration.ofDays(36_525);

  private final Speed speed;
  private final long longestWait;
  private final LongSupplier nanoTime;
  private final Sleeper sleeper;
  private Instant lastPlay;
  private long start;
  private long due;
  private long shortened;
  private double savedNanos;

  /** Waits; a test's does not. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long nanos) throws InterruptedException;
  }

  Pace(Speed speed, Duration longestWait, LongSupplier nanoTime, Sleeper sleeper) {
    this.speed = speed;
    this.longestWait =
        longestWait.compareTo(FOR_EVER) > 0 ? FOR_EVER.toNanos() : longestWait.toNanos();
    this.nanoTime = nanoTime;
    this.sleeper = sleeper;
  }

  static Pace of(Speed speed, Duration longestWait) {
    return new Pace(speed, longestWait, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
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
    if (lastPlay == null) {
      lastPlay = playedAt;
      start = nanoTime.getAsLong();
    }
    due += shortened(speed.nanos(Duration.between(lastPlay, playedAt)));
    lastPlay = playedAt;
    long wait = due - (nanoTime.getAsLong() - start);
    if (wait > 0) {
      sleeper.sleep(wait);
    }
  }

  private long shortened(long gap) {
    if (gap <= longestWait) {
      return gap;
    }
    shortened++;
    savedNanos += (double) gap - longestWait;
    return longestWait;
  }

  /** How many gaps were longer than the longest wait. */
  long shortenedGaps() {
    return shortened;
  }

  /** How much longer the replay would have waited. */
  Duration saved() {
    return Duration.ofSeconds((long) (savedNanos / 1e9));
  }
}
