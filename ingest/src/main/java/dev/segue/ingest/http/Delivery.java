// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.IngestSettings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.http.Problem;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the broker in the place of the HTTP threads: a bounded number of events is under way,
 * and a send that blocks, as it does while the broker is away, blocks one thread of this class.
 */
final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  // Down is a passing state: a process that gets no more requests could not find out that the
  // broker is back.
  private static final Duration DOWN_FOR = Duration.ofSeconds(10);

  private final Semaphore room;
  private final int capacity;
  private final long timeoutMillis;
  private final long retryAfterSeconds;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "ingest-sender");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Failure failure;

  private record Failure(String message, long nanoTime) {}

  Delivery(IngestSettings settings, MeterRegistry metrics) {
    this.capacity = settings.maxInFlight();
    this.room = new Semaphore(capacity);
    this.timeoutMillis = settings.deliveryTimeout().plus(settings.maxBlock()).toMillis();
    this.retryAfterSeconds = Math.max(1, settings.retryAfter().toSeconds());
    Gauge.builder("segue.ingest.in-flight", () -> capacity - room.availablePermits())
        .description("events that wait for the broker's acknowledgement")
        .register(metrics);
  }

  /**
   * Publishes events, all at once.
   *
   * @param sends each sends one event and returns its acknowledgement
   * @return done when all are acknowledged; fails with a {@link Problem} of status 503, or of 413
   *     or 400 if Kafka does not take such an event
   * @throws Problem of status 429 if too many events are under way
   */
  CompletableFuture<Void> deliver(List<Supplier<CompletableFuture<Void>>> sends) {
    int count = Math.min(capacity, sends.size());
    if (!room.tryAcquire(count)) {
      throw new Problem(
              429, "Too Many Requests", "Too many events wait for the broker; send this again.")
          .header("Retry-After", String.valueOf(retryAfterSeconds));
    }
    long queuedAt = System.nanoTime();
    CompletableFuture<Void> delivered =
        CompletableFuture.completedFuture(sends)
            .thenComposeAsync(all -> send(all, queuedAt), sender)
            .whenComplete((done, error) -> room.release(count));
    // A copy, so that events stay counted as under way when the caller's patience is over.
    return delivered.copy().orTimeout(timeoutMillis, TimeUnit.MILLISECONDS).handle(this::answer);
  }

  private CompletableFuture<Void> send(
      List<Supplier<CompletableFuture<Void>>> sends, long queuedAt) {
    if (System.nanoTime() - queuedAt > TimeUnit.MILLISECONDS.toNanos(timeoutMillis)) {
      // Its caller has had a 503 by now and sends it again.
      return CompletableFuture.failedFuture(new TimeoutException("queued for too long"));
    }
    CompletableFuture<?>[] acknowledgements = new CompletableFuture<?>[sends.size()];
    for (int i = 0; i < acknowledgements.length; i++) {
      acknowledgements[i] = sends.get(i).get();
      if (acknowledgements[i].isCompletedExceptionally()) {
        // Each further send would block as long as this one did.
        return acknowledgements[i].thenApply(done -> null);
      }
    }
    return CompletableFuture.allOf(acknowledgements);
  }

  private Void answer(Void done, Throwable error) {
    if (error == null) {
      failure = null;
      return null;
    }
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (isOfTheRecord(cause)) {
      throw refused(cause);
    }
    failure = new Failure(cause.toString(), System.nanoTime());
    LOG.warn("the broker did not acknowledge in time: {}", cause.toString());
    throw new Problem(
            503,
            "Service Unavailable",
            "The broker did not acknowledge in time. Send this again with the same eventIds:"
                + " whatever did arrive counts once.")
        .header("Retry-After", String.valueOf(retryAfterSeconds));
  }

  // The broker is well and answers so to every attempt. Health tells of the broker.
  private static boolean isOfTheRecord(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof InvalidRecordException
        || cause instanceof InvalidTimestampException
        || cause instanceof PolicyViolationException;
  }

  private static Problem refused(Throwable cause) {
    boolean tooLarge =
        cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException;
    return new Problem(
        tooLarge ? 413 : 400,
        tooLarge ? "Content Too Large" : "Bad Request",
        "Kafka does not take the event: " + cause.getMessage());
  }

  Health check() {
    Failure last = failure;
    boolean recent = last != null && System.nanoTime() - last.nanoTime() < DOWN_FOR.toNanos();
    return recent ? Health.down("the last event was not delivered: " + last.message()) : Health.UP;
  }

  @Override
  public void close() {
    sender.shutdown();
  }
}
