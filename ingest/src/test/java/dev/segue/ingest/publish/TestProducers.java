// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's own mock producer, with our types. */
public final class TestProducers {
  private TestProducers() {}

  /** Acknowledges everything at once. */
  public static MockProducer<String, byte[]> willing() {
    return producer(true);
  }

  /** Waits for {@code completeNext} or {@code errorNext}. */
  public static MockProducer<String, byte[]> waiting() {
    return producer(false);
  }

  /** What was sent, as plays. */
  public static List<PlayEvent> plays(MockProducer<String, byte[]> producer) {
    return producer.history().stream()
        .map(record -> Serdes.PLAY_EVENT.fromBytes(record.value()))
        .toList();
  }

  private static MockProducer<String, byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete,
        new RoundRobinPartitioner(),
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
