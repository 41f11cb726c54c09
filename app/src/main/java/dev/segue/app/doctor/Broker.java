// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The Kafka broker, where one is set. */
final class Broker {
  private static final String NAME = "broker";
  private static final String KEY = "kafka.bootstrap.servers";
  private static final long PATIENCE_SECONDS = 5;

  private Broker() {}

  static Finding examine(Settings settings) {
    if (!settings.describe().containsKey(KEY)) {
      return Finding.ok(NAME, KEY + " is not set; 'segue up' brings its own");
    }
    KafkaSettings kafka = settings.kafka();
    try (Admin admin = Admin.create(kafka.admin())) {
      try {
        int nodes = admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS).size();
        return Finding.ok(NAME, "%s answers, %d nodes".formatted(kafka.bootstrapServers(), nodes));
      } catch (ExecutionException | TimeoutException e) {
        admin.close(Duration.ZERO);
        return unreachable(kafka, "nothing answers");
      }
    } catch (KafkaException e) {
      return unreachable(kafka, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreachable(kafka, "interrupted");
    }
  }

  private static Finding unreachable(KafkaSettings kafka, String why) {
    return Finding.fail(
        NAME, "%s at %s; start it or change %s".formatted(why, kafka.bootstrapServers(), KEY));
  }
}
