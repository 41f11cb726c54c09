// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The newest committed value of one key on a compacted topic. */
final class LatestValue {
  private final KafkaSettings kafka;

  LatestValue(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Empty if there is none, or a tombstone. */
  Optional<byte[]> of(String topic, String key) throws IOException, InterruptedException {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    byte[][] latest = new byte[1][];
    TopicReader.committed(kafka.consumer(Map.of()))
        .readPartitionOf(
            key,
            topic,
            record -> {
              if (Arrays.equals(wanted, record.key())) {
                latest[0] = record.value();
              }
            });
    return Optional.ofNullable(latest[0]);
  }
}
