// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import dev.segue.app.Components;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.TopicDifference;
import java.time.Duration;
import java.util.List;
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
        List<TopicDifference> differences =
            Components.topicAdmin(settings, admin).differences(Components.catalogue(settings));
        String answers = "%s answers, %d nodes".formatted(kafka.bootstrapServers(), nodes);
        return differences.isEmpty()
            ? Finding.ok(NAME, answers)
            : Finding.note(NAME, answers + "; " + messages(differences));
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

  private static String messages(List<TopicDifference> differences) {
    return String.join("; ", differences.stream().map(TopicDifference::message).toList());
  }

  private static Finding unreachable(KafkaSettings kafka, String why) {
    return Finding.fail(
        NAME, "%s at %s; start it or change %s".formatted(why, kafka.bootstrapServers(), KEY));
  }
}
