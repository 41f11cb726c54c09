// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Topics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** How Kafka Streams is set up; everything can be overridden by {@code kafka.streams.*}. */
final class StreamsProperties {
  private StreamsProperties() {}

  static Properties of(
      ServingSettings settings, KafkaSettings kafka, Topics topics, Path stateFolder) {
    Map<String, Object> p = new HashMap<>();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(settings, topics));
    p.put(StreamsConfig.STATE_DIR_CONFIG, stateFolder.toString());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    // A clock tick waits for the poll before it.
    p.put(StreamsConfig.POLL_MS_CONFIG, ListsProcessor.TICK.toMillis());
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    p.put(BoundedRocksDb.MEMORY, settings.rocksdbMemory());
    p.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        LogAndContinueExceptionHandler.class);
    p.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
        topics.deadLetters(topics.userHistories()));
    settings
        .applicationServer()
        .ifPresent(server -> p.put(StreamsConfig.APPLICATION_SERVER_CONFIG, server));
    // A member that was killed is replaced after 6 s instead of 45.
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6000);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    // Lists are mostly ids that repeat: a fifth of the bytes on the topic and in the changelogs.
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    return kafka.streams(p);
  }

  static String applicationId(ServingSettings settings, Topics topics) {
    return settings.applicationId().orElse(topics.prefix() + ".serving");
  }
}
