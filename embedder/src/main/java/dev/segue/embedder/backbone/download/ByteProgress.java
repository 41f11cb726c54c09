// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.runtime.progress.Progress;
import java.util.OptionalLong;

/** Shows bytes in units that people read. */
final class ByteProgress implements AutoCloseable {
  private static final long KILO = 1000;
  private static final long MEGA = 1000 * KILO;
  private static final long LARGE = 10 * MEGA;

  private final Progress.Task task;
  private final long unit;
  private long bytes;

  private ByteProgress(Progress.Task task, long unit) {
    this.task = task;
    this.unit = unit;
  }

  static ByteProgress begin(Progress progress, String name, OptionalLong total) {
    long unit = total.isEmpty() || total.getAsLong() >= LARGE ? MEGA : KILO;
    long units = total.isEmpty() ? -1 : total.getAsLong() / unit;
    return new ByteProgress(progress.begin(name, units, unit == MEGA ? "MB" : "kB"), unit);
  }

  void step(long count) {
    long shown = bytes / unit;
    bytes += count;
    task.step(bytes / unit - shown);
  }

  @Override
  public void close() {
    task.close();
  }
}
