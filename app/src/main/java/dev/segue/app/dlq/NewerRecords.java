// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Tells which letters of a compacted topic are out of date: their key has a newer record there. On
 * other topics every record stands for itself.
 */
final class NewerRecords {
  private final Map<ByteBuffer, Long> newest;

  private NewerRecords(Map<ByteBuffer, Long> newest) {
    this.newest = newest;
  }

  /** Looks at the topics that the letters of a dead-letter topic were refused on. */
  static NewerRecords of(
      KafkaSettings kafka,
      Admin admin,
      String deadLetterTopic,
      DeadLetterTopics letters,
      LetterFilter filter)
      throws IOException, InterruptedException {
    Set<ByteBuffer> keys = new HashSet<>();
    Set<String> sources = new HashSet<>();
    letters.open(
        deadLetterTopic,
        letter -> {
          if (filter.test(letter) && letter.hasOrigin() && letter.key() != null) {
            keys.add(ByteBuffer.wrap(letter.key()));
            sources.add(letter.topic());
          }
        });
    Map<ByteBuffer, Long> newest = new HashMap<>();
    for (String source : sources) {
      if (isCompacted(admin, source)) {
        TopicReader.committed(kafka.consumer(Map.of()))
            .read(
                source,
                record -> {
                  if (record.key() != null && keys.contains(ByteBuffer.wrap(record.key()))) {
                    newest.merge(ByteBuffer.wrap(record.key()), record.offset(), Math::max);
                  }
                });
      }
    }
    return new NewerRecords(newest);
  }

  /** Whether its key has a newer record. */
  boolean than(Letter letter) {
    return letter.key() != null
        && newest.getOrDefault(ByteBuffer.wrap(letter.key()), -1L) > letter.offset();
  }

  private static boolean isCompacted(Admin admin, String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      return config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("compact");
    } catch (ExecutionException e) {
      throw new KafkaException("cannot read the settings of the topic " + topic, e.getCause());
    }
  }
}
