// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Topics;
import dev.segue.trainer.histories.HistoryRecords;
import dev.segue.trainer.histories.HistoryUpsert;
import dev.segue.trainer.plays.DeadLetterRecords;
import dev.segue.trainer.plays.DecodePlays;
import dev.segue.trainer.plays.RawRecord;
import dev.segue.trainer.plays.RawRecordSchema;
import dev.segue.trainer.plays.Refused;
import dev.segue.trainer.training.OutgoingRecord;
import dev.segue.trainer.training.OutgoingRecords;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The ends of the job: its Kafka sources and sinks. */
final class Connectors {
  // Longer than any restart; a transaction that outlives it is lost with its release.
  private static final String TRANSACTION_TIMEOUT_MS = "600000";

  private final KafkaSettings kafka;
  private final Topics topics;

  Connectors(KafkaSettings kafka, Topics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /** From the beginning where there is no checkpoint: histories without their offsets are empty. */
  SingleOutputStreamOperator<RawRecord> plays(StreamExecutionEnvironment env) {
    return source(env, topics.plays(), OffsetsInitializer.earliest(), "plays");
  }

  /** Reads the plays; {@code countEvery} as there. */
  DecodePlays decodePlays(long countEvery) {
    return new DecodePlays(countEvery, TrainerJob.consumerGroup(topics), kafka.admin());
  }

  /** From where an earlier life left off: a request that was answered is not answered again. */
  @SuppressWarnings("deprecation") // The connector knows no other type for the strategy.
  SingleOutputStreamOperator<RawRecord> trainingRequests(StreamExecutionEnvironment env) {
    return source(
            env,
            topics.trainingRequests(),
            OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST),
            "training-requests")
        .setParallelism(1);
  }

  /** From now on: without a checkpoint no round is under way. */
  SingleOutputStreamOperator<RawRecord> trainingReports(StreamExecutionEnvironment env) {
    return source(env, topics.trainingReports(), OffsetsInitializer.latest(), "training-reports")
        .setParallelism(1);
  }

  /** Upserts may come twice, and then say the same. */
  KafkaSink<HistoryUpsert> histories() {
    return sink(new HistoryRecords(topics.userHistories()))
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  KafkaSink<Refused> deadLetters() {
    return sink(new DeadLetterRecords(topics))
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .build();
  }

  /** A release and its report in one transaction: both are seen, once, or neither. */
  KafkaSink<OutgoingRecord> outgoing() {
    return sink(new OutgoingRecords(topics))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(topics.prefix() + "-releases")
        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
        .setProperty("transaction.timeout.ms", TRANSACTION_TIMEOUT_MS)
        .build();
  }

  private SingleOutputStreamOperator<RawRecord> source(
      StreamExecutionEnvironment env, String topic, OffsetsInitializer offsets, String name) {
    KafkaSource<RawRecord> source =
        KafkaSource.<RawRecord>builder()
            .setBootstrapServers(kafka.bootstrapServers())
            .setProperties(properties(kafka.consumer(Map.of("isolation.level", "read_committed"))))
            .setGroupId(TrainerJob.consumerGroup(topics))
            .setClientIdPrefix(TrainerJob.consumerGroup(topics) + "-" + name)
            .setTopics(topic)
            .setStartingOffsets(offsets)
            .setDeserializer(new RawRecordSchema())
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), name).uid(name);
  }

  private <T> KafkaSinkBuilder<T> sink(KafkaRecordSerializationSchema<T> serializer) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(
            properties(kafka.producer(Map.of("linger.ms", "5", "batch.size", "65536"))))
        .setRecordSerializer(serializer);
  }

  private static Properties properties(Map<String, Object> values) {
    Properties properties = new Properties();
    values.forEach((key, value) -> properties.put(key, value.toString()));
    return properties;
  }
}
