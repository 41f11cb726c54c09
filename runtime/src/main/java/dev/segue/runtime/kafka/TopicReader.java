// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Reads a whole topic as it is now, without a consumer group. */
public final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(200);
  // A broker that gives nothing for so long is taken for dead.
  private static final long STALLED_NANOS = Duration.ofSeconds(60).toNanos();

  private final Map<String, Object> properties;

  private TopicReader(Map<String, Object> consumer, String isolation) {
    properties = new HashMap<>(consumer);
    properties.put("isolation.level", isolation);
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    properties.remove("group.id");
  }

  /** Reads everything. */
  public static TopicReader uncommitted(Map<String, Object> consumer) {
    return new TopicReader(consumer, "read_uncommitted");
  }

  /** Leaves out what no transaction has committed. */
  public static TopicReader committed(Map<String, Object> consumer) {
    return new TopicReader(consumer, "read_committed");
  }

  /**
   * Gives every record from the beginning to the present end; of one key in order of writing.
   *
   * @throws IOException if there is no such topic or Kafka cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws IOException, InterruptedException {
    read(topic, (partition, count) -> true, each);
  }

  /**
   * Does the same for the one partition that Kafka's default partitioner gives to a key.
   *
   * @throws IOException if there is no such topic or Kafka cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public void readPartitionOf(
      String key, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws IOException, InterruptedException {
    int hash = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)));
    read(topic, (partition, count) -> partition == hash % count, each);
  }

  /** Which of so many partitions are read. */
  private interface PartitionFilter {
    boolean admits(int partition, int count);
  }

  private void read(
      String topic, PartitionFilter filter, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws IOException, InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions == null || partitions.isEmpty()) {
        throw new IOException("there is no topic " + topic + "; create the topics first");
      }
      consumer.assign(
          partitions.stream()
              .map(PartitionInfo::partition)
              .filter(partition -> filter.admits(partition, partitions.size()))
              .map(partition -> new TopicPartition(topic, partition))
              .toList());
      consumer.seekToBeginning(consumer.assignment());
      readToEnd(consumer, topic, each);
    } catch (InterruptException e) {
      // Kafka sets the flag again; the exception says it now.
      Thread.interrupted();
      throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
    } catch (KafkaException e) {
      throw new IOException("cannot read the topic " + topic + ": " + e.getMessage(), e);
    }
  }

  private static void readToEnd(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws IOException {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long progressAt = System.nanoTime();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.forEach(each);
      if (!records.isEmpty()) {
        progressAt = System.nanoTime();
      } else if (System.nanoTime() - progressAt > STALLED_NANOS) {
        throw new IOException("the topic " + topic + " gives no more records; is Kafka up?");
      }
    }
  }
}
