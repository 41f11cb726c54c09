// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One record and, once a worker is done with it, its outcome. */
final class Job {
  private final ConsumerRecord<byte[], byte[]> record;
  private volatile Outcome outcome;

  Job(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  TopicPartition partition() {
    return new TopicPartition(record.topic(), record.partition());
  }

  void done(Outcome outcome) {
    this.outcome = outcome;
  }

  /** What became of it; an error before it is done. */
  Outcome outcome() {
    return Objects.requireNonNull(outcome, "the record is not done");
  }
}
