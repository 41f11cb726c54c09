// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import dev.segue.runtime.config.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Says when the broker deletes the records of a topic. */
final class Retention {
  private final KafkaSettings kafka;

  Retention(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** One sentence for people. */
  String of(String topic) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(kafka.admin())) {
      String millis =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get()
              .get(resource)
              .get(TopicConfig.RETENTION_MS_CONFIG)
              .value();
      return Long.parseLong(millis) < 0
          ? "without effect, but kept for ever: set retention.ms of " + topic
          : "without effect; deleted after " + Duration.ofMillis(Long.parseLong(millis));
    } catch (ExecutionException e) {
      throw new KafkaException("cannot read the settings of the topic " + topic, e.getCause());
    }
  }
}
