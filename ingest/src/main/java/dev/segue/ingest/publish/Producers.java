// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import dev.segue.ingest.IngestSettings;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.SettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Makes the producers that plays and tracks leave through: idempotent, with {@code acks=all}. */
public final class Producers {
  private static final int REQUEST_TIMEOUT_MS = 5_000;
  private static final int GATEWAY_LINGER_MS = 2;
  private static final int BULK_LINGER_MS = 50;
  private static final int BULK_BATCH_BYTES = 256 * 1024;
  private static final long BULK_BUFFER_BYTES = 64L * 1024 * 1024;
  private static final int BULK_TIMEOUT_MS = (int) Duration.ofMinutes(2).toMillis();

  private Producers() {}

  /**
   * A producer for the gateway: small waits, and a failure within the delivery timeout.
   *
   * @throws SettingsException if a client property takes the acknowledgement promise away
   */
  public static Producer<String, byte[]> gateway(KafkaSettings kafka, IngestSettings settings) {
    int delivery = (int) settings.deliveryTimeout().toMillis();
    return create(
        kafka.producer(
            durable(
                Map.of(
                    ProducerConfig.LINGER_MS_CONFIG,
                    GATEWAY_LINGER_MS,
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    settings.maxBlock().toMillis(),
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    delivery,
                    // Kafka wants delivery.timeout.ms >= linger.ms + request.timeout.ms.
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    Math.max(1, Math.min(REQUEST_TIMEOUT_MS, delivery - GATEWAY_LINGER_MS))))));
  }

  /**
   * A producer for imports and replays: large batches, and patience where the broker is slow.
   *
   * @throws SettingsException if a client property takes the acknowledgement promise away
   */
  public static Producer<String, byte[]> bulk(KafkaSettings kafka) {
    return create(
        kafka.producer(
            durable(
                Map.of(
                    ProducerConfig.LINGER_MS_CONFIG,
                    BULK_LINGER_MS,
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    BULK_BATCH_BYTES,
                    ProducerConfig.BUFFER_MEMORY_CONFIG,
                    BULK_BUFFER_BYTES,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4",
                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                    BULK_TIMEOUT_MS,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    BULK_TIMEOUT_MS))));
  }

  private static Map<String, Object> durable(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return all;
  }

  static Producer<String, byte[]> create(Map<String, Object> properties) {
    String acks = String.valueOf(properties.get(ProducerConfig.ACKS_CONFIG));
    if (!acks.equals("all") && !acks.equals("-1")) {
      throw new SettingsException(
          "kafka.producer.acks="
              + acks
              + " would let an accepted event be lost; remove it, ingest needs acks=all");
    }
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }
}
