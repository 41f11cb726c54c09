// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.progress.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on standard error: a bar on a terminal, else a line every few seconds. */
public final class TerminalProgress implements Progress {
  /** Set by the launcher where standard error is a terminal: Java has no portable way to tell. */
  private static final String TERMINAL = "segue.terminal";

  private static final long LINE_EVERY_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;

  private TerminalProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Bars if a person is watching, lines otherwise. */
  public static Progress onStandardError() {
    return new TerminalProgress(System.err, Boolean.getBoolean(TERMINAL));
  }

  @Override
  public Task begin(String name, long total, String unit) {
    return terminal ? new Bar(out, name, total, unit) : new Lines(out, name, total, unit);
  }

  private static final class Bar implements Task {
    private final ProgressBar bar;

    Bar(PrintStream out, String name, long total, String unit) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setUnit(" " + unit, 1)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(out))
              .build();
    }

    @Override
    public void step(long count) {
      bar.stepBy(count);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private static final class Lines implements Task {
    private final PrintStream out;
    private final String name;
    private final long total;
    private final String unit;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong shownAt = new AtomicLong(start);
    private volatile long shownDone = -1;

    Lines(PrintStream out, String name, long total, String unit) {
      this.out = out;
      this.name = name;
      this.total = total;
      this.unit = unit;
    }

    @Override
    public void step(long count) {
      long now = System.nanoTime();
      long shown = shownAt.get();
      done.addAndGet(count);
      if (now - shown > LINE_EVERY_NANOS && shownAt.compareAndSet(shown, now)) {
        print(now);
      }
    }

    @Override
    public void close() {
      if (shownDone != done.get()) {
        print(System.nanoTime());
      }
    }

    private void print(long now) {
      shownDone = done.get();
      String of = total < 0 ? "" : String.format(Locale.ROOT, " of %,d", total);
      out.printf(
          Locale.ROOT, "%s: %,d%s %s, %.1f s%n", name, shownDone, of, unit, (now - start) / 1e9);
    }
  }
}
