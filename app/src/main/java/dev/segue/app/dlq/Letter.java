// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import dev.segue.schemas.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A dead letter: a refused record with the reason in its headers.
 *
 * @param record as it lies on the dead-letter topic
 */
public record Letter(ConsumerRecord<byte[], byte[]> record) {
  private static final String ERROR_HEADERS = "__streams.errors.";

  /** Its place on the dead-letter topic. */
  LetterId id() {
    return new LetterId(record.topic(), record.partition(), record.offset());
  }

  /** The topic that it was refused on; {@code ?} if its header is missing. */
  String topic() {
    return header(DeadLetters.TOPIC);
  }

  /** The partition and topic that it was read from. */
  TopicPartition origin() {
    return new TopicPartition(topic(), Integer.parseInt(header(DeadLetters.PARTITION)));
  }

  /** The offset that it was read from. */
  long offset() {
    return Long.parseLong(header(DeadLetters.OFFSET));
  }

  /** Why it was refused, for people. */
  String reason() {
    return header(DeadLetters.MESSAGE);
  }

  /** Class of the error. */
  String exception() {
    return header(DeadLetters.EXCEPTION);
  }

  /** When it was refused. */
  Instant refusedAt() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  byte[] key() {
    return record.key();
  }

  byte[] value() {
    return record.value();
  }

  /** The record as it was before it was refused. */
  ProducerRecord<byte[], byte[]> original() {
    Headers headers = new RecordHeaders();
    for (Header header : record.headers()) {
      if (!header.key().startsWith(ERROR_HEADERS)) {
        headers.add(header);
      }
    }
    return new ProducerRecord<>(topic(), origin().partition(), key(), value(), headers);
  }

  /** The same letter once more, for the end of its topic. */
  ProducerRecord<byte[], byte[]> copy() {
    return new ProducerRecord<>(
        record.topic(), record.partition(), record.timestamp(), key(), value(), record.headers());
  }

  /** Whether it names the place that it came from. */
  boolean hasOrigin() {
    try {
      return offset() >= 0 && origin().partition() >= 0 && !topic().equals("?");
    } catch (NumberFormatException missing) {
      return false;
    }
  }

  private String header(String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
