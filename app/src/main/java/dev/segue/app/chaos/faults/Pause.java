// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * The whole process stands still, as in a long garbage collection or on a laptop that sleeps:
 * longer than sessions with the broker live.
 */
public record Pause(int afterStep, Duration length) implements Fault {
  @Override
  public FaultKind kind() {
    return FaultKind.PAUSE;
  }

  @Override
  public String label() {
    return String.format(Locale.ROOT, "pause %.1f s", length.toMillis() / 1000.0);
  }

  @Override
  public void strike(Target target) throws Exception {
    synchronized (target.process()) {
      target.process().pause();
      try {
        Thread.sleep(length.toMillis());
      } finally {
        target.process().resume();
      }
    }
  }
}
