// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Serdes;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes upserts so that all entries of a listener lie in the partition of the bare userId. */
public final class HistoryRecords implements KafkaRecordSerializationSchema<HistoryUpsert> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  /** Writes to this topic. */
  public HistoryRecords(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      HistoryUpsert upsert, KafkaSinkContext context, Long timestamp) {
    int partitions = context.getPartitionsForTopic(topic).length;
    String key = new HistoryKey(upsert.userId, upsert.trackId).toString();
    return new ProducerRecord<>(
        topic,
        HistoryKey.partition(upsert.userId, partitions),
        key.getBytes(StandardCharsets.UTF_8),
        upsert.erased ? null : Serdes.HISTORY_ENTRY.toBytes(upsert.toRecord()));
  }
}
