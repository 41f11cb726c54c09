// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a consumer group's offsets as soon as a checkpoint has made them final. The Kafka source
 * does this too, but its thread may sleep for ten seconds in an idle topic before it does. Not
 * thread-safe: Flink calls it on the task's thread.
 */
final class CountedOffsets implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CountedOffsets.class);

  private final Admin admin;
  private final String group;
  private final Map<TopicPartition, OffsetAndMetadata> latest = new HashMap<>();
  private final NavigableMap<Long, Map<TopicPartition, OffsetAndMetadata>> atCheckpoint =
      new TreeMap<>();
  private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
  private KafkaFuture<Void> underWay = KafkaFuture.completedFuture(null);

  CountedOffsets(Admin admin, String group) {
    this.admin = admin;
    this.group = group;
  }

  void passed(RawRecord record) {
    latest.put(
        new TopicPartition(record.topic, record.partition),
        new OffsetAndMetadata(record.offset + 1));
  }

  void snapshot(long checkpoint) {
    atCheckpoint.put(checkpoint, Map.copyOf(latest));
  }

  void complete(long checkpoint) {
    Map<TopicPartition, OffsetAndMetadata> offsets = atCheckpoint.get(checkpoint);
    atCheckpoint.headMap(checkpoint, true).clear();
    boolean unchanged = offsets == null || offsets.isEmpty() || offsets.equals(committed);
    // A slow broker gets the offsets of a later checkpoint instead.
    if (unchanged || !underWay.isDone()) {
      return;
    }
    committed = offsets;
    underWay = admin.alterConsumerGroupOffsets(group, offsets).all().whenComplete(this::finished);
  }

  private void finished(Void nothing, Throwable error) {
    if (error != null) {
      LOG.warn("offsets of {} were not committed; the source will do it", group, error);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
