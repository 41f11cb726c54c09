// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.UserError;
import dev.segue.runtime.config.KafkaSettings;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Kafka clients of commands that work on a running system. */
final class Clients {
  private static final long PATIENCE_SECONDS = 5;

  private Clients() {}

  /**
   * An admin client of a broker that answers.
   *
   * @throws UserError if none does
   */
  static Admin admin(KafkaSettings kafka) throws InterruptedException {
    Admin admin;
    try {
      admin = Admin.create(kafka.admin());
    } catch (KafkaException e) {
      throw new UserError("kafka.bootstrap.servers is not usable: " + e.getMessage(), e);
    }
    try {
      admin.describeCluster().clusterId().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return admin;
    } catch (ExecutionException | TimeoutException e) {
      admin.close(java.time.Duration.ZERO);
      throw new UserError(
          "no Kafka broker answers at "
              + kafka.bootstrapServers()
              + "; start one with 'segue up' on the same --data folder, or set"
              + " kafka.bootstrap.servers",
          e);
    }
  }

  /** Fails early, with a message that helps, if no broker answers. */
  static void check(KafkaSettings kafka) throws InterruptedException {
    admin(kafka).close();
  }
}
