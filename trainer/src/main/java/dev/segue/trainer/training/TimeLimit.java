// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it when the time is over; closing it ends its power. */
final class TimeLimit implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final Future<?> alarm;
  private boolean over;
  private boolean closed;

  TimeLimit(ScheduledExecutorService clock, Duration limit) {
    alarm = clock.schedule(this::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether the interruption came from here. */
  synchronized boolean isOver() {
    return over;
  }

  private synchronized void ring() {
    if (!closed) {
      over = true;
      thread.interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    alarm.cancel(false);
    if (over) {
      // The interruption may not have been noticed yet; it is meant for nothing that comes after.
      Thread.interrupted();
    }
  }
}
