// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Which plays are counted: the job commits its offsets with each checkpoint, after the histories
 * were written.
 *
 * <p>The job commits the offset after the last play it read. In a topic with transactions, markers
 * and aborted records lie behind that and are never read (KIP-98), so a partition is looked into
 * before something of it counts as missing. What an open transaction holds back is not waited for.
 */
final class CountedPlays implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** A partition that gives nothing for so long is looked into again by the next call. */
  private static final long STALLED_NANOS = Duration.ofSeconds(2).toNanos();

  private final Admin admin;
  private final String group;
  private final Map<TopicPartition, ListOffsetsResultInfo> first;
  private final Map<TopicPartition, ListOffsetsResultInfo> end;
  private final KafkaConsumer<byte[], byte[]> consumer;

  private CountedPlays(Admin admin, KafkaSettings kafka, Topics topics)
      throws InterruptedException {
    String topic = topics.plays();
    List<TopicPartition> partitions =
        await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    this.admin = admin;
    this.group = TrainerJob.consumerGroup(topics);
    this.first = offsets(admin, partitions, OffsetSpec.earliest());
    this.end = offsets(admin, partitions, OffsetSpec.latest());
    this.consumer = consumer(kafka);
  }

  /** Looks at the plays that are committed in their topic now. */
  static CountedPlays now(Admin admin, KafkaSettings kafka, Topics topics)
      throws InterruptedException {
    return new CountedPlays(admin, kafka, topics);
  }

  /** How many of them are not counted yet; where there are transactions, at most. */
  long missing() throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    long missing = 0;
    for (TopicPartition partition : end.keySet()) {
      OffsetAndMetadata counted = committed.get(partition);
      long from = first.get(partition).offset();
      from = counted == null ? from : Math.max(from, counted.offset());
      long to = end.get(partition).offset();
      if (from < to && holdsPlays(partition, from, to)) {
        missing += to - from;
      }
    }
    return missing;
  }

  /** How many records before them are no longer in the topic. */
  long deleted() {
    return first.values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
  }

  /** Whether there is anything to read; true also if the broker does not say in time. */
  private boolean holdsPlays(TopicPartition partition, long from, long to) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long start = System.nanoTime();
    while (consumer.position(partition) < to) {
      if (!consumer.poll(POLL).isEmpty() || System.nanoTime() - start > STALLED_NANOS) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(KafkaSettings kafka) {
    Map<String, Object> properties =
        kafka.consumer(
            Map.of(
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "auto.offset.reset", "earliest",
                // The first record answers the question.
                "max.poll.records", "1"));
    properties.remove("group.id");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec) throws InterruptedException {
    return await(
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all());
  }

  private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new KafkaException("the broker refused an admin request", e.getCause());
    }
  }
}
