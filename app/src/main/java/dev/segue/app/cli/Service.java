// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Parts;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** What the single-service processes have in common: metrics, health, HTTP, an orderly stop. */
final class Service implements AutoCloseable {
  final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  final HealthChecks health = new HealthChecks();
  private final Parts parts = new Parts();

  /** Closes this part with the service. */
  <T extends AutoCloseable> T own(T part) {
    return parts.own(part);
  }

  /** Serves until the process is asked to stop. */
  void run(Settings settings, List<Endpoints> endpoints) throws Exception {
    own(HttpServer.start(settings.get(HttpSettings.class), health, metrics, endpoints));
    Shutdown.await(this);
  }

  @Override
  public void close() {
    parts.close();
  }
}
