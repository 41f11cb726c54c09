// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.progress;

/** Shows how long work goes on: a bar on a terminal, log lines elsewhere, nothing in a test. */
@FunctionalInterface
public interface Progress {
  /** Shows nothing. */
  Progress SILENT =
      (name, total, unit) ->
          new Task() {
            @Override
            public void step(long count) {}

            @Override
            public void close() {}
          };

  /**
   * Begins a piece of work.
   *
   * @param total how many units it has; -1 if nobody knows
   * @param unit such as {@code plays}
   */
  Task begin(String name, long total, String unit);

  /** A piece of work under way. Thread-safe. */
  interface Task extends AutoCloseable {
    /** This many more units are done. */
    void step(long count);

    @Override
    void close();
  }
}
