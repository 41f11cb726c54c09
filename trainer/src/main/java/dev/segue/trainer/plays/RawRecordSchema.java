// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes records as they are: an error here would stop the job, so decoding happens later. */
public final class RawRecordSchema implements KafkaRecordDeserializationSchema<RawRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
    RawRecord raw = new RawRecord();
    raw.topic = record.topic();
    raw.partition = record.partition();
    raw.offset = record.offset();
    raw.key = record.key();
    raw.value = record.value();
    Header[] headers = record.headers().toArray();
    if (headers.length > 0) {
      raw.headerNames = new String[headers.length];
      raw.headerValues = new byte[headers.length][];
      for (int i = 0; i < headers.length; i++) {
        raw.headerNames[i] = headers[i].key();
        raw.headerValues[i] = headers[i].value();
      }
    }
    out.collect(raw);
  }

  @Override
  public TypeInformation<RawRecord> getProducedType() {
    return Types.POJO(RawRecord.class);
  }
}
