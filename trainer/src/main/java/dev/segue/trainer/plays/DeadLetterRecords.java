// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.Topics;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Writes refused records to the dead-letter topic of the topic they came from. */
public final class DeadLetterRecords implements KafkaRecordSerializationSchema<Refused> {
  private static final long serialVersionUID = 1L;

  private final String prefix;
  private final int partitions;
  private transient Topics topics;

  /** Dead letters of this catalogue. */
  public DeadLetterRecords(Topics topics) {
    this.prefix = topics.prefix();
    this.partitions = topics.partitions();
  }

  @Override
  public void open(
      SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
    topics = Topics.of(prefix, partitions);
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Refused refused, KafkaSinkContext context, Long timestamp) {
    RawRecord record = refused.record;
    RecordHeaders headers = new RecordHeaders();
    for (int i = 0; i < record.headerNames.length; i++) {
      headers.add(record.headerNames[i], record.headerValues[i]);
    }
    return DeadLetters.of(
        topics,
        record.topic,
        record.partition,
        record.offset,
        record.key,
        record.value,
        headers,
        refused.exception,
        refused.message);
  }
}
