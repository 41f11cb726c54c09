// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;

/** Counts what became of requests: events accepted, requests rejected, events undelivered. */
final class Outcomes {
  private final Counter accepted;
  private final Counter rejected;
  private final Counter undelivered;

  Outcomes(MeterRegistry metrics, String name) {
    accepted = metrics.counter(name, "outcome", "accepted");
    rejected = metrics.counter(name, "outcome", "rejected");
    undelivered = metrics.counter(name, "outcome", "undelivered");
  }

  void rejected() {
    rejected.increment();
  }

  CompletableFuture<Void> count(CompletableFuture<Void> delivery, int events) {
    return delivery.whenComplete(
        (done, error) -> (error == null ? accepted : undelivered).increment(events));
  }
}
