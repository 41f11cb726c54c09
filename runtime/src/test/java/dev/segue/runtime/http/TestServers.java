// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers on free ports. */
final class TestServers {
  private TestServers() {}

  static HttpServer start(Map<String, String> settings, Endpoints endpoints) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("http.port", "0");
    return HttpServer.start(
        Settings.of(HttpSettings.class, all),
        new HealthChecks(),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        List.of(endpoints));
  }

  /** Answers {@code POST /v1/things} with the body, read as {@link RequestText} reads it. */
  static void echo(io.javalin.config.RoutesConfig routes) {
    routes.post(
        "/v1/things", context -> context.result(RequestText.body(context, 100_000, "the test")));
    routes.get("/v1/things", context -> context.result(String.valueOf(context.queryParam("q"))));
  }
}
