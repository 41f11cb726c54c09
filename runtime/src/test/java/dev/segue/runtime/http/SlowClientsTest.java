// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowClientsTest {
  // More than Javalin's pool has threads.
  private static final int CLIENTS = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<RawClient> slow = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private HttpServer server;

  private void start(Map<String, String> settings) {
    server =
        TestServers.start(
            settings,
            routes -> {
              TestServers.echo(routes);
              routes.get(
                  "/v1/wait",
                  context -> {
                    waiting.incrementAndGet();
                    release.await(60, TimeUnit.SECONDS);
                  });
            });
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (RawClient client : slow) {
      client.close();
    }
    server.close();
  }

  @Test
  void answersOthersWhileHundredsTrickleABody() throws Exception {
    start(Map.of());
    trickle("POST /v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\nslow");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/v1/things?q=1").body()).isEqualTo("1");
    assertThat(slow.get(CLIENTS / 2).readAll())
        .startsWith("HTTP/1.1 408")
        .contains("min-body-rate");
    assertAllClosed();
  }

  @Test
  void answersOthersWhileHundredsTrickleChunks() throws Exception {
    start(Map.of());
    trickle(
        "POST /v1/things HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nslow");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/v1/things?q=1").body()).isEqualTo("1");
    assertAllClosed();
  }

  @Test
  void closesConnectionsWhoseHeadersDoNotEnd() throws Exception {
    start(Map.of("http.header-timeout", "2s"));
    trickle("GET /v1/things HTTP/1.1\r\nHost: local");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertAllClosed();
  }

  @Test
  void keepsAConnectionThatRestsBetweenRequests() throws Exception {
    start(Map.of("http.header-timeout", "500ms"));
    assertThat(get("/v1/things?q=1").statusCode()).isEqualTo(200);
    String request = "GET /v1/things?q=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (RawClient rests = new RawClient(server.port())) {
      rests.send(request);
      try (RawClient late = new RawClient(server.port())) {
        // Closed by the same sweep that must not close the other.
        assertThat(late.send("GET /").readAll()).isEmpty();
      }
      rests.send(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      assertThat(rests.readAll().split("HTTP/1.1 200", -1)).hasSize(3);
    }
  }

  @Test
  void answersAboutItselfWhileAllRequestSlotsAreTaken() throws Exception {
    start(Map.of("http.max-requests", "3"));
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.add(
          HttpClient.newHttpClient()
              .sendAsync(request("/v1/wait"), HttpResponse.BodyHandlers.ofString()));
    }
    await().atMost(PATIENCE).until(() -> waiting.get() == 3);
    HttpResponse<String> refused = get("/v1/things?q=1");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).contains("http.max-requests");
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
    release.countDown();
    answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    await().atMost(PATIENCE).until(() -> get("/v1/things?q=1").statusCode() == 200);
  }

  @Test
  void answers503WhileItHoldsAsManyBytesAsItMay() throws Exception {
    start(Map.of("http.max-held-bytes", "60000"));
    trickleOne("POST /v1/things HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n");
    slow.get(0).send("x".repeat(50_000));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              HttpResponse<String> refused = post("x".repeat(20_000));
              assertThat(refused.statusCode()).isEqualTo(503);
              assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            });
    slow.get(0).send("x".repeat(40_000));
    slow.get(0).close();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(post("x".repeat(20_000)).statusCode()).isEqualTo(200));
  }

  @Test
  void handsOverBodiesInMemoryAndInFilesAlike() throws Exception {
    start(Map.of());
    for (int length : new int[] {0, 1, 16_384, 16_385, 100_000}) {
      String body = "a".repeat(length);
      assertThat(post(body).body()).isEqualTo(body);
    }
  }

  private void trickle(String beginning) throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      trickleOne(beginning);
    }
  }

  private void trickleOne(String beginning) throws IOException {
    RawClient client = new RawClient(server.port());
    slow.add(client);
    client.send(beginning);
  }

  private void assertAllClosed() {
    for (RawClient client : slow) {
      assertThatThrownBy(
              () -> {
                client.readAll();
                while (true) {
                  client.send("x");
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient().send(request(path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri("/v1/things"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
