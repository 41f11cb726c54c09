// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes releases and reports, each to the topic it names. */
public final class OutgoingRecords implements KafkaRecordSerializationSchema<OutgoingRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      OutgoingRecord record, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        record.topic,
        null,
        record.timestamp,
        record.key.getBytes(StandardCharsets.UTF_8),
        record.value);
  }
}
