// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes releases and reports, each to the topic it names. Tells the topics beforehand: the sink
 * looks there for transactions that an earlier run left open.
 */
public final class OutgoingRecords
    implements KafkaRecordSerializationSchema<OutgoingRecord>, KafkaDatasetFacetProvider {
  private static final long serialVersionUID = 1L;

  private final String releases;
  private final String reports;

  /** Writes to these two topics. */
  public OutgoingRecords(Topics topics) {
    this.releases = topics.modelReleases();
    this.reports = topics.trainingReports();
  }

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

  @Override
  public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
    return Optional.of(
        new DefaultKafkaDatasetFacet(
            DefaultKafkaDatasetIdentifier.ofTopics(List.of(releases, reports))));
  }
}
