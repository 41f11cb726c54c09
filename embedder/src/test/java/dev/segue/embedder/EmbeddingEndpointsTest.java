// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.embedder.audio.Wav;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class EmbeddingEndpointsTest {
  private static final String BOUNDARY = "part-boundary";
  private static final byte[] TONE = Wav.of(FakeBackbone.RATE, 1).tone(440, 1.5);

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeBackbone backbone = new FakeBackbone();
  private TrackEmbedder embedder;
  private EmbeddingEndpoints endpoints;
  private HttpServer server;

  @BeforeEach
  void start() {
    EmbedderSettings settings =
        Settings.of(
            EmbedderSettings.class,
            Map.of(
                "embedder.max-request-bytes", "100000",
                "embedder.max-duration", "3s",
                "embedder.max-requests", "1"));
    embedder = TrackEmbedder.create(settings, backbone);
    endpoints = new EmbeddingEndpoints(embedder, settings);
    server =
        HttpServer.start(
            Settings.of(
                HttpSettings.class,
                Map.of("http.port", "0", "http.api-key", "secret", "http.max-body-bytes", "50")),
            new HealthChecks(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            List.of(endpoints));
  }

  @AfterEach
  void stop() {
    server.close();
    embedder.close();
  }

  @Test
  void hearsAClipWhateverCharsetItsTypeNames() throws Exception {
    assertThat(post("audio/wav; charset=binary", TONE).statusCode()).isEqualTo(200);
    assertThat(post("audio/wav; charset=nonsense", TONE).statusCode()).isEqualTo(200);
    assertThat(post("application/octet-stream; charset=?", TONE).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesAClipWithoutTheKey() throws Exception {
    HttpRequest request = request("audio/wav", TONE).setHeader("X-API-Key", "guess").build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesWhatIsNotSentAsAudio() throws Exception {
    assertProblem(post("application/json", "{}".getBytes(StandardCharsets.UTF_8)), 415, null);
  }

  @Test
  void refusesAFormWithoutTheFile() throws Exception {
    assertThat(detail(form("clip", TONE), 400)).contains("'file'");
  }

  @Test
  void refusesAFormThatIsNone() throws Exception {
    assertProblem(post("multipart/form-data; boundary=x", TONE), 400, null);
  }

  @Test
  void refusesWhatCannotBeDecoded() throws Exception {
    byte[] text = "la ".repeat(999).getBytes(StandardCharsets.UTF_8);
    assertProblem(post("audio/mpeg", text), 415, "unreadable");
    assertProblem(post("audio/mpeg", new byte[0]), 422, "empty");
    assertProblem(post("audio/wav", Arrays.copyOf(TONE, TONE.length / 3)), 422, "truncated");
    assertProblem(
        post("audio/wav", Wav.of(FakeBackbone.RATE, 1).floats(Float.NaN)), 422, "not-finite");
  }

  @Test
  void refusesTooMuchOfIt() throws Exception {
    byte[] long4s = Wav.of(FakeBackbone.RATE, 1).tone(440, 4);
    assertProblem(post("audio/wav", long4s), 413, "too-long");
    byte[] large = Wav.of(48_000, 2).tone(440, 2);
    assertProblem(post("audio/wav", large), 413, "too-large");
    assertProblem(form("file", large), 413, "too-large");
  }

  @Test
  void saysThatItIsBusy() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    backbone.before(
        batch -> {
          begun.countDown();
          await(end);
        });
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(request("audio/wav", TONE).build(), BodyHandlers.ofString());
    begun.await();
    HttpResponse<String> second = post("audio/wav", TONE);
    assertProblem(second, 503, null);
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    end.countDown();
    assertThat(first.join().statusCode()).isEqualTo(200);
    assertThat(post("audio/wav", TONE).statusCode()).isEqualTo(200);
  }

  @Test
  void keepsNoPlaceForClipsThatAreStillBeingSent() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        String head =
            "POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nX-API-Key: secret\r\n"
                + "Content-Type: audio/wav\r\nContent-Length: 1000\r\n\r\nRIFF";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(post("audio/wav", TONE).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void saysThatTheDeviceIsTooSmallForTheClip() throws Exception {
    backbone.before(
        batch -> {
          throw new EngineException("CUDA out of memory.");
        });
    assertProblem(post("audio/wav", TONE), 413, "out-of-memory");
  }

  @Test
  void isFreeAgainAfterEveryError() throws Exception {
    backbone.before(
        batch -> {
          throw new IllegalStateException("a bug");
        });
    assertProblem(post("audio/wav", TONE), 500, null);
    assertProblem(post("audio/wav", new byte[9]), 415, "unreadable");
    backbone.before(batch -> {});
    assertThat(post("audio/wav", TONE).statusCode()).isEqualTo(200);
  }

  @Test
  void answersWithTheVector() throws Exception {
    for (HttpResponse<String> response :
        List.of(
            post("audio/wav", TONE), post("application/octet-stream", TONE), form("file", TONE))) {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode body = new ObjectMapper().readTree(response.body());
      assertThat(body.get("backbone").asText()).isEqualTo("fake");
      assertThat(body.get("revision").asText()).isEqualTo("1");
      assertThat(body.get("dimension").asInt()).isEqualTo(2);
      assertThat(body.get("seconds").asDouble()).isEqualTo(1.5);
      assertThat(body.get("vector").toString()).isEqualTo("[1.5,1.0]");
      assertThat(body.get("sha256").asText())
          .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(TONE)));
    }
  }

  @Test
  void isDescribedRouteByRoute() throws Exception {
    Javalin javalin = Javalin.create(config -> endpoints.register(config.routes));
    HttpRequest request = HttpRequest.newBuilder(uri("/embedder/openapi.yaml")).build();
    String document = client.send(request, BodyHandlers.ofString()).body();
    assertThat(
            Pattern.compile("(?m)^  (/\\S*):\\n    (\\w+):")
                .matcher(document)
                .results()
                .map(match -> match.group(2).toUpperCase(Locale.ROOT) + " " + match.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .filter(handler -> !handler.endpoint.method.equals(HandlerType.BEFORE))
                .map(handler -> handler.endpoint.method + " " + handler.endpoint.path)
                .toList());
  }

  private HttpResponse<String> form(String name, byte[] audio) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"a.wav\"\r\n\r\n"
            .formatted(BOUNDARY, name);
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(audio);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return post("multipart/form-data; boundary=" + BOUNDARY, body.toByteArray());
  }

  private HttpResponse<String> post(String type, byte[] body) throws Exception {
    return client.send(request(type, body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String type, byte[] body) {
    return HttpRequest.newBuilder(uri("/v1/embeddings"))
        .header("Content-Type", type)
        .header("X-API-Key", "secret")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String reason)
      throws Exception {
    detail(response, status);
    JsonNode body = new ObjectMapper().readTree(response.body());
    assertThat(body.path("reason").asText(null)).isEqualTo(reason);
  }

  private static String detail(HttpResponse<String> response, int status) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return new ObjectMapper().readTree(response.body()).get("detail").asText();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
