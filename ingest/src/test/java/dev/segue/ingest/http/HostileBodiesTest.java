// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.TestProducers;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are legal JSON and meant to hurt, and bodies that are nearly what they should be. */
class HostileBodiesTest {
  private static final String JSON = "application/json";
  private static final String NDJSON = "application/x-ndjson";
  private static final String PLAY = "{\"eventId\":\"e\",\"userId\":\"%s\",\"trackId\":\"t\"%s}";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private MockProducer<String, byte[]> producer;
  private IngestEndpoints endpoints;
  private HttpServer server;

  @BeforeEach
  void open() throws Exception {
    start(TestProducers.willing(), Map.of());
  }

  private void start(MockProducer<String, byte[]> with, Map<String, String> settings)
      throws Exception {
    stop();
    producer = with;
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    endpoints =
        new IngestEndpoints(
            producer,
            Topics.standard(),
            ObjectStore.at(folder.resolve("store")),
            Settings.of(IngestSettings.class, settings),
            metrics);
    server =
        HttpServer.start(
            Settings.of(HttpSettings.class, Map.of("http.port", "0")),
            new HealthChecks(),
            metrics,
            List.of(endpoints));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
      endpoints.close();
    }
  }

  @Test
  void refusesDeepAndWideJsonByItsFirstBytes() throws Exception {
    for (String value :
        List.of(
            "[".repeat(30_000),
            "[[1]]",
            "{\"a\":1}",
            "[" + "1,".repeat(30_000) + "1]",
            "[" + "{},".repeat(10_000) + "1]",
            "1".repeat(60_000),
            "1e" + "9".repeat(60_000))) {
      assertRefused(post("/v1/plays", JSON, play("u", ",\"context\":" + value)), 400);
      assertRefused(post("/v1/tracks", JSON, "{\"tags\":" + value + ",\"audioUri\":\"x\"}"), 400);
    }
    assertRefused(post("/v1/plays", JSON, "[".repeat(60_000)), 400);
    assertRefused(post("/v1/plays", JSON, "{\"" + "n".repeat(60_000) + "\":1}"), 400);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void refusesMoreJsonThanTheRecordCanHave() throws Exception {
    assertRefused(post("/v1/plays", JSON, " ".repeat(70_000)), 413);
    assertRefused(post("/v1/tracks", JSON, " ".repeat(1_100_000)), 413);
    assertRefused(post("/v1/plays", NDJSON, "\n".repeat(4_200_000)), 413);
  }

  @Test
  void refusesTextsThatAreTooLong() throws Exception {
    String tooLong = ",\"context\":\"" + "c".repeat(1025) + "\"";
    assertThat(post("/v1/plays", JSON, play("u", tooLong)).body())
        .contains("context is longer than 1024 bytes");
    assertThat(post("/v1/plays", NDJSON, play("u", tooLong)).statusCode()).isEqualTo(400);
    assertThat(post("/v1/tracks", JSON, "{\"title\":\"" + "t".repeat(1025) + "\"}").body())
        .contains("title is longer than 1024 bytes");
    assertThat(endpoints.check().up()).isTrue();
  }

  @Test
  void staysHealthyWhenTheRecordIsToBlame() throws Exception {
    start(TestProducers.waiting(), Map.of());
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> quietly(() -> post("/v1/plays", JSON, play("u", ""))));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> producer.errorNext(new RecordTooLargeException("1500000 bytes")));
    assertRefused(answer.join(), 413);
    assertThat(endpoints.check().up()).isTrue();

    answer =
        CompletableFuture.supplyAsync(() -> quietly(() -> post("/v1/plays", JSON, play("u", ""))));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> producer.errorNext(new TopicAuthorizationException("plays")));
    assertRefused(answer.join(), 503);
    assertThat(endpoints.check().up()).as("no event can be delivered").isFalse();
  }

  @Test
  void keepsListenersApartWhoseIdsAreNotUtf8() throws Exception {
    for (String id : List.of("a\u00ff", "a\u00fe", "a\u00c0\u0080", "a\u00ed\u00a0\u0080")) {
      byte[] play = play(id, "").getBytes(StandardCharsets.ISO_8859_1);
      assertRefused(send("/v1/plays", JSON, play), 400);
      assertRefused(send("/v1/plays", NDJSON, play), 400);
      assertRefused(upload("application/json", "{\"title\":\"" + id + "\"}", 10), 400);
    }
    assertThat(client.send(delete("/v1/tracks/a%ff"), strings()).statusCode()).isEqualTo(400);
    assertRefused(post("/v1/plays", JSON, play("a\\ud800", "")), 400);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void refusesOtherCharsets() throws Exception {
    for (String charset : List.of("nonsense", "iso-8859-1", "utf-16")) {
      String parameter = "; charset=" + charset;
      assertRefused(post("/v1/plays", JSON + parameter, play("u", "")), 415);
      assertRefused(post("/v1/plays", NDJSON + parameter, play("u", "")), 415);
      assertRefused(upload("application/json" + parameter, "{}", 10), 415);
    }
    assertThat(post("/v1/plays", JSON + ";charset=UTF-8", play("u", "")).statusCode())
        .isEqualTo(202);
  }

  @Test
  void takesMetadataOfAnUploadUpToItsLimit() throws Exception {
    String lyrics = "{\"lyrics\":\"" + "l".repeat(390_000) + "\"}";
    assertThat(upload("application/json", lyrics, 10).statusCode()).isEqualTo(202);
    assertRefused(upload("application/json", " ".repeat(1_050_000), 10), 413);
    assertRefused(upload(null, " ".repeat(1_050_000), 10), 413);
  }

  @Test
  void refusesFormsThatAreNotReadable() throws Exception {
    assertRefused(post("/v1/tracks", "multipart/form-data", "x"), 400);
    assertRefused(post("/v1/tracks", "multipart/form-data; boundary=", "x"), 400);
    assertRefused(post("/v1/tracks", "multipart/form-data; boundary=b", "--b\r\nx"), 400);
    assertRefused(post("/v1/tracks", "multipart/form-data; boundary=b", ""), 400);
    assertRefused(post("/v1/tracks", "multipart/mixed; boundary=b", "--b--\r\n"), 400);
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      parts
          .append("--b\r\nContent-Disposition: form-data; name=\"p")
          .append(i)
          .append("\"\r\n\r\n");
      parts.append("x\r\n");
    }
    HttpResponse<String> many =
        post("/v1/tracks", "multipart/form-data; boundary=b", parts + "--b--\r\n");
    assertThat(many.statusCode()).isIn(400, 413);
  }

  @Test
  void answers503WhileAsMuchJsonIsReadAsMayBe() throws Exception {
    start(TestProducers.waiting(), Map.of("ingest.max-parsed-bytes", "1000"));
    String batch = (play("u", "") + "\n").repeat(15);
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(() -> quietly(() -> post("/v1/plays", NDJSON, batch)));
    await().atMost(Duration.ofMinutes(1)).until(() -> producer.history().size() == 15);
    HttpResponse<String> second = post("/v1/plays", NDJSON, batch);
    assertRefused(second, 503);
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    while (producer.completeNext()) {
      // One acknowledgement for each event.
    }
    assertThat(first.join().statusCode()).isEqualTo(202);
    CompletableFuture<HttpResponse<String>> third =
        CompletableFuture.supplyAsync(() -> quietly(() -> post("/v1/plays", NDJSON, batch)));
    await().atMost(Duration.ofMinutes(1)).until(() -> producer.history().size() == 30);
    while (producer.completeNext()) {
      // As above.
    }
    assertThat(third.join().statusCode()).isEqualTo(202);
  }

  private static void assertRefused(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  private static String play(String userId, String more) {
    return PLAY.formatted(userId, more);
  }

  private HttpResponse<String> upload(String type, String metadata, int audioBytes)
      throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head = "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\n";
    body.writeBytes(latin(head + (type == null ? "" : "Content-Type: " + type + "\r\n") + "\r\n"));
    body.writeBytes(latin(metadata));
    body.writeBytes(
        latin("\r\n--b\r\nContent-Disposition: form-data; name=\"audio\"; filename=\"a.wav\"\r\n"));
    body.writeBytes(latin("\r\n" + "a".repeat(audioBytes) + "\r\n--b--\r\n"));
    return send("/v1/tracks", "multipart/form-data; boundary=b", body.toByteArray());
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    return send(path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> send(String path, String type, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        strings());
  }

  private HttpRequest delete(String path) {
    return HttpRequest.newBuilder(uri(path)).DELETE().build();
  }

  private static HttpResponse.BodyHandler<String> strings() {
    return HttpResponse.BodyHandlers.ofString();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static <T> T quietly(java.util.concurrent.Callable<T> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
