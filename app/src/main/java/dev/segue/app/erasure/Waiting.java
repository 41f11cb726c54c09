// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Waits until something can be read, up to a deadline that all steps of an erasure share. */
final class Waiting {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final long deadline;

  Waiting(Duration timeout) {
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /** A question whose answer is read from Kafka or the object store. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Asks again and again.
   *
   * @param otherwise what the message says is still so when the time is over
   */
  void until(String otherwise, Condition condition)
      throws IOException, InterruptedException, TimeoutException {
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            otherwise + "; is the system running? Run the same command again to continue");
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
  }

  /** The time that is left, at least a millisecond. */
  Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
  }
}
