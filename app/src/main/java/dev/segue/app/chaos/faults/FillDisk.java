// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

import dev.segue.app.chaos.system.DiskQuota;
import java.time.Duration;

/**
 * No byte is left on the data folder's file system for a while. Afterwards the process may have
 * ended; an operator would start it again, and so does this.
 */
public record FillDisk(int afterStep, Duration length) implements Fault {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @Override
  public FaultKind kind() {
    return FaultKind.DISK;
  }

  @Override
  public void strike(Target target) throws Exception {
    DiskQuota disk =
        target.disk().orElseThrow(() -> new IllegalStateException("there is no limited disk"));
    synchronized (target.process()) {
      disk.fill();
      try {
        Thread.sleep(length.toMillis());
      } finally {
        disk.free();
      }
      if (!target.process().awaitReady(RECOVERY)) {
        target.process().kill();
        target.process().start();
      }
    }
  }
}
