// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the single-service processes have in common: metrics, health, HTTP, an orderly stop. */
final class Service implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final HealthChecks health = new HealthChecks();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Closes this part with the service. */
  <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /** Serves until the process is asked to stop. */
  void run(Settings settings, List<Endpoints> endpoints) throws Exception {
    own(HttpServer.start(settings.get(HttpSettings.class), health, metrics, endpoints));
    Shutdown.await(this);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("could not stop {} cleanly", part, e);
      }
    }
  }
}
