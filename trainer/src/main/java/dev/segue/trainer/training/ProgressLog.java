// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrainingListener;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Turns what a training tells into a line now and then, and keeps the newest of each measure. */
final class ProgressLog implements TrainingListener {
  static final Duration INTERVAL = Duration.ofSeconds(5);

  private final String training;
  private final Consumer<String> lines;
  private final LongSupplier nanos;
  private final Map<String, Double> measures = new TreeMap<>();
  private String newest = "";
  private long lastLine;

  /**
   * Begins now.
   *
   * @param training what every line begins with
   * @param lines takes a line
   * @param nanos a clock
   */
  ProgressLog(String training, Consumer<String> lines, LongSupplier nanos) {
    this.training = training;
    this.lines = lines;
    this.nanos = nanos;
    this.lastLine = nanos.getAsLong();
  }

  @Override
  public synchronized void progress(String stage, long done, long total) {
    tell("%s, %d of %d".formatted(stage, done, total));
  }

  @Override
  public synchronized void measured(String measure, long step, double value) {
    if (Double.isFinite(value)) {
      measures.put(measure, value);
    }
    newest = String.format(Locale.ROOT, "; step %d: ", step) + texts();
    tell("step " + step);
  }

  /** The last finite value of each measure. */
  synchronized Map<String, Double> measures() {
    return new TreeMap<>(measures);
  }

  /**
   * The same for work that cannot be interrupted: each call is a chance to end it.
   *
   * <p>Its {@code progress} throws a {@link CancellationException} if the thread was interrupted.
   */
  TrainingListener stopping() {
    return (stage, done, total) -> {
      progress(stage, done, total);
      if (Thread.interrupted()) {
        throw new CancellationException();
      }
    };
  }

  private void tell(String what) {
    long now = nanos.getAsLong();
    if (now - lastLine < INTERVAL.toNanos()) {
      return;
    }
    lastLine = now;
    lines.accept(training + ": " + what + newest);
    newest = "";
  }

  private String texts() {
    StringBuilder all = new StringBuilder();
    measures.forEach(
        (measure, value) ->
            all.append(all.isEmpty() ? "" : ", ")
                .append(measure)
                .append(String.format(Locale.ROOT, " %.6g", value)));
    return all.toString();
  }
}
