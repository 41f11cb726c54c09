// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The embedder's meters, all under {@code segue.embedder.}. */
final class EmbedderMetrics {
  private static final String PREFIX = "segue.embedder.";

  private final MeterRegistry registry;
  private final Timer decode;
  private final Timer embed;
  private final DistributionSummary batch;
  private final Counter halved;
  private final Counter audio;

  EmbedderMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.decode =
        Timer.builder(PREFIX + "decode").description("Decoding of one track.").register(registry);
    this.embed =
        Timer.builder(PREFIX + "embed").description("The backbone on a batch.").register(registry);
    this.batch =
        DistributionSummary.builder(PREFIX + "batch")
            .baseUnit("clips")
            .description("Clips that go through the backbone together.")
            .register(registry);
    this.halved =
        Counter.builder(PREFIX + "batch.halved")
            .description("Batches that were halved because memory was short.")
            .register(registry);
    this.audio =
        Counter.builder(PREFIX + "audio")
            .baseUnit("seconds")
            .description("Playing time of what was decoded.")
            .register(registry);
  }

  void decoded(long nanos, double audioSeconds) {
    decode.record(nanos, TimeUnit.NANOSECONDS);
    audio.increment(audioSeconds);
  }

  <T> T embedding(int clips, Supplier<T> work) {
    batch.record(clips);
    return embed.record(work);
  }

  void halved() {
    halved.increment();
  }

  <T> void waiting(T queue, ToDoubleFunction<T> seconds) {
    Gauge.builder(PREFIX + "waiting", queue, seconds)
        .baseUnit("seconds")
        .description("Decoded audio that waits for the backbone or is in it.")
        .register(registry);
  }

  <T> void hearing(T progress, ToDoubleFunction<T> remaining) {
    Gauge.builder(PREFIX + "hearing.remaining", progress, remaining)
        .baseUnit("records")
        .description("Track records that are not yet heard with the revision in use.")
        .register(registry);
  }

  /** A record is done for good: its outcome is acknowledged by the broker. */
  void done(Outcome outcome) {
    Counter.builder(PREFIX + "tracks")
        .description("Track records by what became of them.")
        .tag("outcome", outcome.label())
        .register(registry)
        .increment();
    if (outcome instanceof Outcome.Refused refused) {
      Counter.builder(PREFIX + "refused")
          .description("Track records in the dead-letter topic, by reason.")
          .tag("reason", refused.reason())
          .register(registry)
          .increment();
    }
  }
}
