// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.health.HealthChecks;
import io.javalin.http.sse.SseClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private final HealthChecks health = new HealthChecks();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<SseClient> streams = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() {
    server = start(Map.of("http.port", "0", "http.api-key", "k", "http.max-body-bytes", "100"));
  }

  private HttpServer start(Map<String, String> settings) {
    return HttpServer.start(
        Settings.of(HttpSettings.class, settings),
        health,
        metrics,
        List.of(
            routes -> {
              routes.get(
                  "/v1/bad",
                  context -> {
                    throw new Problem(400, "Bad Request", "no").with("lines", List.of(3));
                  });
              routes.get(
                  "/v1/broken",
                  context -> {
                    throw new IllegalStateException("secret inside");
                  });
              routes.sse(
                  "/v1/events",
                  events -> {
                    events.keepAlive();
                    streams.add(events);
                  });
              routes.post("/v1/things", context -> context.result(context.body()));
            }));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void endsAnEventStreamWhoseConnectionIsGone() throws Exception {
    client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/events"))
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream())
        .body()
        .close();
    server.close();

    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> streams.forEach(SseClient::close));
  }

  @Test
  void answersAProblemAsProblemDetails() throws Exception {
    var response = get("/v1/bad");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body())
        .contains("\"title\":\"Bad Request\"", "\"detail\":\"no\"", "\"lines\":[3]");
  }

  @Test
  void keepsAnInnerErrorToItself() throws Exception {
    var response = get("/v1/broken");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void answersAnUnknownPathAsProblemDetails() throws Exception {
    var response = get("/v1/none");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("/v1/none");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void letsNobodyWriteWithoutTheKey() throws Exception {
    assertThat(post("wrong", "x").statusCode()).isEqualTo(401);
    assertThat(post("k", "x").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesABodyOverTheLimit() throws Exception {
    assertThat(post("k", "x".repeat(101)).statusCode()).isEqualTo(413);
  }

  @Test
  void isReadyOnlyWhenEveryComponentIsUp() throws Exception {
    health.register("a", () -> Health.UP);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    health.register(
        "b",
        () -> {
          throw new IllegalStateException("b fell over");
        });
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("b fell over");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void showsMetricsToPrometheus() throws Exception {
    metrics.counter("segue.test").increment();
    assertThat(get("/metrics").body()).contains("segue_test_total 1.0");
  }

  @Test
  void saysWhatToDoWhenThePortIsTaken() {
    assertThatThrownBy(() -> start(Map.of("http.port", String.valueOf(server.port()))))
        .hasMessageContaining("http.port");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String key, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri("/v1/things"))
            .header("X-API-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
