// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import dev.segue.runtime.config.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records and waits for their acknowledgements, again with another producer where one gave
 * up. Each caller's records are in batches of their own. Thread-safe.
 */
public final class TopicClient {
  private static final long BETWEEN_TRIES_MS = 100;

  private final KafkaSettings kafka;

  /** Writes to this broker. */
  public TopicClient(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** The broker does not take this record, however often it is sent. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Sends until all are acknowledged.
   *
   * @throws RefusedException if the broker refuses one for good
   * @throws IllegalStateException if some are not acknowledged in time
   */
  public void send(List<ProducerRecord<byte[], byte[]>> records, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<ProducerRecord<byte[], byte[]>> left = records;
    while (!left.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            left.size() + " records were not acknowledged within " + patience.toMinutes() + " min");
      }
      left = sendOnce(left);
      if (!left.isEmpty()) {
        Thread.sleep(BETWEEN_TRIES_MS);
      }
    }
  }

  /** Sends; returns what was not acknowledged. */
  private List<ProducerRecord<byte[], byte[]>> sendOnce(
      List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
    List<ProducerRecord<byte[], byte[]>> left = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();
      for (ProducerRecord<byte[], byte[]> record : records) {
        acknowledgements.add(producer.send(record));
      }
      producer.flush();
      for (int i = 0; i < records.size(); i++) {
        if (!acknowledged(acknowledgements.get(i))) {
          left.add(records.get(i));
        }
      }
      return left;
    } catch (KafkaException e) {
      // Not even sent: the broker is away.
      return records;
    }
  }

  private static boolean acknowledged(Future<RecordMetadata> acknowledgement)
      throws InterruptedException {
    try {
      acknowledgement.get();
      return true;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof InvalidTimestampException
          || cause instanceof RecordTooLargeException
          || cause instanceof InvalidRecordException) {
        throw new RefusedException(cause);
      }
      return false;
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kafka.producer(
            Map.of(
                "acks", "all",
                "enable.idempotence", "true",
                "max.block.ms", "10000",
                "request.timeout.ms", "5000",
                "delivery.timeout.ms", "10000")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}
