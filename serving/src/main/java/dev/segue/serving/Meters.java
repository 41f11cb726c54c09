// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.metrics.Hop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What serving counts and times. */
final class Meters {
  private final MeterRegistry registry;
  private final Counter histories;
  private final Counter emitted;
  private final Counter unchanged;
  private final Counter recomputeFailures;
  private final Counter modelFailures;
  private final Timer recompute;
  private final Timer delay;
  private final Timer taken;
  private final Timer made;
  private final Timer visible;

  Meters(MeterRegistry registry) {
    this.registry = registry;
    histories = counter("segue.serving.history.entries", "History entries taken in");
    emitted = counter("segue.serving.lists.emitted", "Lists put on the topic");
    unchanged = counter("segue.serving.lists.unchanged", "Lists that came out as they were");
    recomputeFailures = counter("segue.serving.recompute.failures", "Lists that could not be made");
    modelFailures = counter("segue.serving.model.failures", "Releases that could not be loaded");
    recompute = timer("segue.serving.recompute", "Time to make one list, reasons included");
    delay = timer("segue.serving.delay", "From the first cause of a list to the list");
    taken = Hop.HISTORY_TAKEN.timer(registry);
    made = Hop.LIST_MADE.timer(registry);
    visible = Hop.LIST_VISIBLE.timer(registry);
  }

  /** A history entry was taken in, so long after it was published, ms. */
  void historyEntry(long sincePublished) {
    histories.increment();
    taken.record(sincePublished, TimeUnit.MILLISECONDS);
  }

  void emitted(Duration sinceCause) {
    emitted.increment();
    delay.record(sinceCause);
    made.record(sinceCause);
  }

  /** A consumer of committed records has a list, so long after it was made, ms. */
  void visible(long sinceMade) {
    visible.record(sinceMade, TimeUnit.MILLISECONDS);
  }

  /** A list of this arm was put on the topic; the model differs where the arm has no release. */
  void emittedBy(Optional<String> arm, String model) {
    registry
        .counter("segue.serving.arm.lists", "arm", arm.orElse("none"), "model", model)
        .increment();
  }

  void unchanged() {
    unchanged.increment();
  }

  void recomputed(int lists, long nanos) {
    for (int i = 0; i < lists; i++) {
      recompute.record(Duration.ofNanos(nanos / lists));
    }
  }

  void recomputeFailure() {
    recomputeFailures.increment();
  }

  void modelFailure() {
    modelFailures.increment();
  }

  /** A record of this topic was refused. */
  void deadLetter(String topic) {
    registry.counter("segue.serving.dead.letters", "topic", topic).increment();
  }

  /** A client of the event stream did not keep up. */
  void clientDropped() {
    registry.counter("segue.serving.stream.dropped").increment();
  }

  <T> void gauge(String name, String description, T object, ToDoubleFunction<T> value) {
    Gauge.builder(name, object, value).description(description).register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .publishPercentiles(0.5, 0.95, 0.99)
        .register(registry);
  }
}
