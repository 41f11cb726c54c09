// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.pipeline;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the recommendations topic as a downstream service would, committed records only, and keeps
 * the newest list of every listener. For one thread.
 */
public final class ListFollower implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Recommendations> lists = new HashMap<>();

  /** Begins at the beginning of the topic. */
  public ListFollower(KafkaSettings kafka, Topics topics) {
    Map<String, Object> properties =
        kafka.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
    properties.remove("group.id");
    consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topics.recommendations()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Reads on until something holds of the lists.
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
        throw new InterruptedException("while following the lists");
      }
      consumer.poll(POLL).forEach(this::keep);
    }
    return true;
  }

  /** The newest list of each listener so far. */
  public Map<String, Recommendations> lists() {
    return Collections.unmodifiableMap(lists);
  }

  private void keep(ConsumerRecord<String, byte[]> record) {
    Recommendations list = Serdes.RECOMMENDATIONS.fromBytes(record.value());
    if (list == null) {
      lists.remove(record.key());
    } else {
      lists.put(record.key(), list);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
