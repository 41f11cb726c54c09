// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes dead letters: the refused record's raw key and value, its own headers, and the reason in
 * the {@code __streams.errors.*} headers that Kafka Streams uses (KIP-1034).
 */
public final class DeadLetters {
  /** Class of the error. */
  public static final String EXCEPTION = "__streams.errors.exception";

  /** What was wrong, for people. */
  public static final String MESSAGE = "__streams.errors.message";

  /** Stack trace, may be empty. */
  public static final String STACKTRACE = "__streams.errors.stacktrace";

  /** The topic it was refused on. */
  public static final String TOPIC = "__streams.errors.topic";

  /** The partition it was read from. */
  public static final String PARTITION = "__streams.errors.partition";

  /** The offset it stood at. */
  public static final String OFFSET = "__streams.errors.offset";

  private DeadLetters() {}

  /** The dead letter for a record that a consumer refused. */
  public static ProducerRecord<byte[], byte[]> of(
      Topics topics, ConsumerRecord<byte[], byte[]> refused, String exception, String message) {
    return of(
        topics,
        refused.topic(),
        refused.partition(),
        refused.offset(),
        refused.key(),
        refused.value(),
        refused.headers(),
        exception,
        message);
  }

  /** The dead letter for raw bytes from a place in a topic; headers may be null. */
  public static ProducerRecord<byte[], byte[]> of(
      Topics topics,
      String topic,
      int partition,
      long offset,
      byte[] key,
      byte[] value,
      Headers headers,
      String exception,
      String message) {
    Headers all = headers == null ? new RecordHeaders() : new RecordHeaders(headers);
    put(all, EXCEPTION, exception);
    put(all, MESSAGE, message == null ? "" : message);
    put(all, STACKTRACE, "");
    put(all, TOPIC, topic);
    put(all, PARTITION, String.valueOf(partition));
    put(all, OFFSET, String.valueOf(offset));
    return new ProducerRecord<>(topics.deadLetters(topic), null, key, value, all);
  }

  private static void put(Headers headers, String key, String value) {
    headers.remove(key);
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
