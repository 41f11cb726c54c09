// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One record and, once a worker is done with it, its outcome. Thread-safe. */
final class Job {
  private final ConsumerRecord<byte[], byte[]> record;
  private final Runnable whenOver;
  private volatile Outcome outcome;
  private volatile Throwable failure;
  private volatile boolean cancelled;

  /**
   * A job to do.
   *
   * @param whenOver called when it has its outcome or failed
   */
  Job(ConsumerRecord<byte[], byte[]> record, Runnable whenOver) {
    this.record = record;
    this.whenOver = whenOver;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  void done(Outcome outcome) {
    this.outcome = outcome;
    whenOver.run();
  }

  /** It got no outcome, for a reason that is not the record's. */
  void failed(Throwable cause) {
    failure = cause;
    whenOver.run();
  }

  /** Nobody asks for its outcome any more. */
  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }

  boolean isDone() {
    return outcome != null;
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** What became of it; an error before it is done. */
  Outcome outcome() {
    return Objects.requireNonNull(outcome, "the record is not done");
  }
}
