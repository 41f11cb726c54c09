// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.pipeline;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrackEmbedding;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a compacted topic from its beginning as a downstream service would, committed records only,
 * and keeps the newest value of every key. For one thread.
 */
public final class TopicFollower<T extends SpecificRecordBase> implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<String, byte[]> consumer;
  private final AvroSerde<T> serde;
  private final Map<String, T> latest = new HashMap<>();

  private TopicFollower(KafkaSettings kafka, String topic, AvroSerde<T> serde) {
    this.serde = serde;
    Map<String, Object> properties =
        kafka.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
    properties.remove("group.id");
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Every listener's newest list. */
  public static TopicFollower<Recommendations> lists(KafkaSettings kafka, Topics topics) {
    return new TopicFollower<>(kafka, topics.recommendations(), Serdes.RECOMMENDATIONS);
  }

  /** Every track's newest embedding. */
  public static TopicFollower<TrackEmbedding> embeddings(
      KafkaSettings kafka, Topics topics, String backbone) {
    return new TopicFollower<>(kafka, topics.trackEmbeddings(backbone), Serdes.TRACK_EMBEDDING);
  }

  /**
   * Reads on until something holds of what was read.
   *
   * @return whether it came to hold within the time
   */
  public boolean follow(BooleanSupplier until, Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!until.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while following a topic");
      }
      consumer.poll(POLL).forEach(this::keep);
    }
    return true;
  }

  /** The newest value of each key so far. */
  public Map<String, T> latest() {
    return Collections.unmodifiableMap(latest);
  }

  private void keep(ConsumerRecord<String, byte[]> record) {
    T value = serde.fromBytes(record.value());
    if (value == null) {
      latest.remove(record.key());
    } else {
      latest.put(record.key(), value);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
