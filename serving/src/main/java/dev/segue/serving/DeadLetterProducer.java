// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.config.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends what a global processor refused. At least once: after a restart the records that follow the
 * last checkpoint are read, and refused, again.
 */
final class DeadLetterProducer implements Consumer<ProducerRecord<byte[], byte[]>>, AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final Failures failures;

  DeadLetterProducer(KafkaSettings kafka, Failures failures) {
    this.failures = failures;
    this.producer =
        new KafkaProducer<>(
            kafka.producer(
                Map.of(ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.LINGER_MS_CONFIG, 5)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @Override
  public void accept(ProducerRecord<byte[], byte[]> letter) {
    try {
      var unused =
          producer.send(
              letter,
              (metadata, error) -> {
                if (error != null) {
                  failures.remember("a dead letter was not delivered", error);
                }
              });
    } catch (RuntimeException e) {
      failures.remember("a dead letter was not sent", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
