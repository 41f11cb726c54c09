// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.backbone.Backbone;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Topics;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka clients of an embedder; {@code kafka.*} settings override what is set here. */
final class EmbedderClients {
  private final KafkaSettings kafka;
  private final String name;
  private final int maxPollRecords;

  EmbedderClients(KafkaSettings kafka, Topics topics, Backbone backbone, int maxPollRecords) {
    this.kafka = kafka;
    this.name = topics.prefix() + "-embedder-" + backbone.name();
    this.maxPollRecords = maxPollRecords;
  }

  Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties =
        kafka.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, name,
                ConsumerConfig.CLIENT_ID_CONFIG, name,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(maxPollRecords),
                // After kill -9 the broker waits this long before it gives the partitions away.
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    CooperativeStickyAssignor.class.getName()));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Producer<byte[], byte[]> producer() {
    Map<String, Object> properties =
        kafka.producer(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG, name,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                // Every batch is flushed: waiting for more would only delay it.
                ProducerConfig.LINGER_MS_CONFIG, "0",
                // Well within the consumer's max.poll.interval.ms.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "60000"));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
