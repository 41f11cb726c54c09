// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Which plays are counted: the job commits its offsets with each checkpoint, after the histories
 * were written.
 */
final class CountedPlays {
  private final Admin admin;
  private final String group;
  private final Map<TopicPartition, ListOffsetsResultInfo> first;
  private final Map<TopicPartition, ListOffsetsResultInfo> end;

  private CountedPlays(
      Admin admin,
      String group,
      Map<TopicPartition, ListOffsetsResultInfo> first,
      Map<TopicPartition, ListOffsetsResultInfo> end) {
    this.admin = admin;
    this.group = group;
    this.first = first;
    this.end = end;
  }

  /** Looks at the plays that are in their topic now. */
  static CountedPlays now(Admin admin, Topics topics) throws InterruptedException {
    String topic = topics.plays();
    List<TopicPartition> partitions =
        await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    return new CountedPlays(
        admin,
        TrainerJob.consumerGroup(topics),
        offsets(admin, partitions, OffsetSpec.earliest()),
        offsets(admin, partitions, OffsetSpec.latest()));
  }

  /** How many of them are not counted yet. */
  long missing() throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    long missing = 0;
    for (TopicPartition partition : end.keySet()) {
      OffsetAndMetadata counted = committed.get(partition);
      long from = counted == null ? first.get(partition).offset() : counted.offset();
      missing += Math.max(0, end.get(partition).offset() - from);
    }
    return missing;
  }

  /** How many records before them are no longer in the topic. */
  long deleted() {
    return first.values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec) throws InterruptedException {
    return await(
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> spec)))
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
