// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.health.Health;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.DiskSpace;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Ends a long piece of work, such as an import, when the disk that it fills is low. */
public final class DiskCheckedProgress implements Progress {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Progress shown;
  private final DiskSpace disk;

  /** Shows progress as before, and checks this disk now and then. */
  public DiskCheckedProgress(Progress shown, DiskSpace disk) {
    this.shown = shown;
    this.disk = disk;
  }

  @Override
  public Task begin(String name, long total, String unit) {
    requireRoom();
    Task task = shown.begin(name, total, unit);
    AtomicLong checked = new AtomicLong(System.nanoTime());
    return new Task() {
      @Override
      public void step(long count) {
        task.step(count);
        long last = checked.get();
        long now = System.nanoTime();
        if (now - last > EVERY_NANOS && checked.compareAndSet(last, now)) {
          requireRoom();
        }
      }

      @Override
      public void close() {
        task.close();
      }
    };
  }

  private void requireRoom() {
    Health health = disk.check();
    if (!health.up()) {
      throw new UserError(
          health.detail()
              + "; what was published so far is kept, and sending it again changes"
              + " nothing");
    }
  }
}
