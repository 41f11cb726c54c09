// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.TestProducers;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestEndpointsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "part-boundary";
  private static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;
  private static final String END = "--" + BOUNDARY + "--\r\n";
  private static final String PLAY =
      "{\"eventId\":\"e\",\"userId\":\"u\",\"trackId\":\"t\",\"playedAt\":\"2025-06-01T12:00:00Z\"}";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private MockProducer<String, byte[]> producer;
  private ObjectStore store;
  private IngestEndpoints endpoints;
  private HttpServer server;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.at(folder.resolve("store"));
    start(TestProducers.willing(), Map.of());
  }

  private void start(MockProducer<String, byte[]> with, Map<String, String> settings) {
    stop();
    producer = with;
    endpoints =
        new IngestEndpoints(
            producer,
            Topics.standard(),
            store,
            Settings.of(IngestSettings.class, settings),
            metrics);
    server =
        HttpServer.start(
            Settings.of(
                HttpSettings.class,
                Map.of(
                    "http.port", "0",
                    "http.max-body-bytes", "100000",
                    "http.max-upload-bytes", "200000")),
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
  void namesEachBadLineAndPublishesNothing() throws Exception {
    var response =
        batch(PLAY + "\n{\"userId\":\"u\"}\nnonsense\n\n" + PLAY.replace("userId", "userid"));
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.get("badLines").asInt()).isEqualTo(3);
    assertThat(body.get("lines").findValuesAsText("line")).containsExactly("2", "3", "5");
    assertThat(body.get("lines").findValuesAsText("reason").get(0)).isEqualTo("trackId is missing");
    assertThat(body.get("lines").findValuesAsText("reason").get(1)).startsWith("not JSON");
    assertThat(body.get("lines").findValuesAsText("reason").get(2))
        .contains("unknown field 'userid'", "did you mean 'userId'?");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void listsAtMostAHundredBadLines() throws Exception {
    JsonNode body = JSON.readTree(batch("x\n".repeat(250)).body());
    assertThat(body.get("badLines").asInt()).isEqualTo(250);
    assertThat(body.get("lines")).hasSize(100);
  }

  @Test
  void refusesABatchOfTooManyLinesOrBytes() throws Exception {
    start(
        TestProducers.willing(),
        Map.of("ingest.max-batch-lines", "2", "ingest.max-batch-bytes", "1000"));
    assertThat(batch((PLAY + "\n").repeat(3)).statusCode()).isEqualTo(413);
    assertThat(batch(" ".repeat(1001)).statusCode()).isEqualTo(413);
    assertThat(batch((PLAY + "\n").repeat(2)).statusCode()).isEqualTo(202);
    assertThat(batch("\n\n").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesABodyThatIsNoPlay() throws Exception {
    assertProblem(play("[]"), 400, "not a JSON object");
    assertProblem(play(PLAY.replace("\"u\"", "7")), 400, "userId has to be a string");
    assertProblem(play(PLAY.replace("2025-06-01", "June")), 400, "ISO-8601");
    assertProblem(play(PLAY.replace("}", ",\"userId\":\"v\"}")), 400, "uplicate field");
    assertProblem(play(PLAY.replace("}", ",\"playedMs\":\"4:00\"}")), 400, "an integer");
    assertProblem(play(PLAY.replace("}", ",\"feedback\":1}")), 400, "feedback has to be a string");
    assertProblem(play(" ".repeat(200_000)), 413, "");
    assertProblem(post("/v1/plays", "text/plain", PLAY), 415, "application/x-ndjson");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void refusesAPlayThatIsSentAsAudioOfAnUnknownCharset() throws Exception {
    String type = "audio/wav; charset=nonsense";
    assertProblem(post("/v1/plays", type, PLAY), 415, "application/x-ndjson");
    assertProblem(post("/v1/tracks", type, PLAY), 415, "multipart/form-data");
  }

  @Test
  void refusesAPlayFromTheFuture() throws Exception {
    String late =
        PLAY.replace("2025-06-01T12:00:00Z", Instant.now().plus(2, ChronoUnit.DAYS).toString());
    assertProblem(play(late), 400, "ahead of the clock here");
    assertProblem(batch(PLAY + "\n" + PLAY.replace("2025", "2190")), 400, "");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void keepsAPlayWhoseOptionalFieldsCannotBeUsed() throws Exception {
    String fields = ",\"playedMs\":-1,\"trackMs\":9999999999,\"feedback\":\"ok\"}";
    assertThat(play(PLAY.replace("}", fields)).statusCode()).isEqualTo(202);
    PlayEvent play = TestProducers.plays(producer).get(0);
    assertThat(play.getPlayedMs()).isNull();
    assertThat(play.getTrackMs()).isNull();
    assertThat(play.getFeedback()).isEqualTo(Feedback.NONE);
    for (String field : List.of("playedMs", "trackMs", "feedback")) {
      assertThat(metrics.get("segue.ingest.left-out").tag("field", field).counter().count())
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 stands for an unknown one",
    "86400000, between 1990 and 2100",
    "1e999, has to be a time",
    "1e400, has to be a time",
    "true, has to be a time",
    "\"01/02/2014\", which number is the day"
  })
  void refusesATimeThatCannotBeTold(String playedAt, String reason) throws Exception {
    assertProblem(play(PLAY.replace("\"2025-06-01T12:00:00Z\"", playedAt)), 400, reason);
    assertThat(producer.history()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1390209882",
        "1390209882.0",
        "1.390209882E9",
        "1390209882000",
        "1390209882000000",
        "20140120092442",
        "\"1390209882\"",
        "\"20 Jan 2014 09:24:42\"",
        "\"2014-01-20 10:24:42+0100\""
      })
  void readsTimesAsTheImportDoes(String playedAt) throws Exception {
    assertThat(play(PLAY.replace("\"2025-06-01T12:00:00Z\"", playedAt)).statusCode())
        .isEqualTo(202);
    assertThat(TestProducers.plays(producer).get(0).getPlayedAt())
        .isEqualTo(Instant.parse("2014-01-20T09:24:42Z"));
  }

  @Test
  void answers503WithRetryAfterWhenTheBrokerDoesNotAcknowledge() throws Exception {
    start(
        TestProducers.waiting(),
        Map.of("ingest.delivery-timeout", "200ms", "ingest.max-block", "0s"));
    var response = play(PLAY);
    assertProblem(response, 503, "Send this again with the same eventIds");
    assertThat(response.headers().firstValue("Retry-After")).contains("2");
    assertThat(endpoints.check().up()).isFalse();
  }

  @Test
  void answers503WhenOneOfABatchFailsAndRecoversWithTheNext() throws Exception {
    start(TestProducers.waiting(), Map.of());
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> quietly(() -> batch(PLAY + "\n" + PLAY)));
    await().atMost(Duration.ofMinutes(2)).until(producer::completeNext);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> producer.errorNext(new TimeoutException("away")));
    assertProblem(answer.join(), 503, "did not acknowledge");

    answer = CompletableFuture.supplyAsync(() -> quietly(() -> play(PLAY)));
    await().atMost(Duration.ofMinutes(2)).until(producer::completeNext);
    assertThat(answer.join().statusCode()).isEqualTo(202);
    assertThat(endpoints.check().up()).isTrue();
  }

  @Test
  void answers503WhenSendItselfFails() throws Exception {
    producer.sendException = new TimeoutException("no metadata");
    assertProblem(play(PLAY), 503, "did not acknowledge");
  }

  @Test
  void answers429WithRetryAfterWhenTooManyEventsWait() throws Exception {
    start(TestProducers.waiting(), Map.of("ingest.max-in-flight", "1"));
    CompletableFuture<HttpResponse<String>> first =
        CompletableFuture.supplyAsync(() -> quietly(() -> play(PLAY)));
    await().atMost(Duration.ofMinutes(2)).until(() -> producer.history().size() == 1);
    var second = play(PLAY);
    assertProblem(second, 429, "send this again");
    assertThat(second.headers().firstValue("Retry-After")).contains("2");
    assertThat(producer.completeNext()).isTrue();
    assertThat(first.join().statusCode()).isEqualTo(202);
  }

  @Test
  void acceptsAPlayOnlyOnceItIsAcknowledged() throws Exception {
    start(TestProducers.waiting(), Map.of());
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> quietly(() -> play(PLAY)));
    await().atMost(Duration.ofMinutes(2)).until(() -> producer.history().size() == 1);
    assertThat(answer).isNotDone();
    assertThat(producer.completeNext()).isTrue();
    assertThat(answer.join().statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(answer.join().body()).get("eventId").asText()).isEqualTo("e");
  }

  @Test
  void fillsInWhatAPlayMayLeaveOut() throws Exception {
    Instant before = Instant.now().minusMillis(1);
    var response = play("{\"userId\":\"u\",\"trackId\":\"t\",\"feedback\":\"like\"}");
    PlayEvent play = TestProducers.plays(producer).get(0);
    assertThat(JSON.readTree(response.body()).get("eventId").asText())
        .isEqualTo(play.getEventId())
        .hasSize(36);
    assertThat(play.getPlayedAt()).isBetween(before, Instant.now());
    assertThat(play.getFeedback()).isEqualTo(Feedback.LIKE);
  }

  @Test
  void takesABatchWhole() throws Exception {
    var response = batch(PLAY + "\r\n" + PLAY.replace("\"e\"", "\"e2\"") + "\n");
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(JSON.readTree(response.body()))
        .isEqualTo(JSON.readTree("{\"accepted\":2,\"eventIds\":[\"e\",\"e2\"]}"));
    assertThat(TestProducers.plays(producer)).hasSize(2);
    assertThat(metrics.get("segue.ingest.plays").tag("outcome", "accepted").counter().count())
        .isEqualTo(2);
  }

  @Test
  void refusesAudioThatIsNotInTheStore() throws Exception {
    Files.writeString(folder.resolve("secret"), "x");
    assertProblem(track("{\"audioUri\":\"../secret\"}"), 400, "leads out of the object store");
    assertProblem(track("{\"audioUri\":\"file:///etc/passwd\"}"), 400, "object store");
    assertProblem(track("{\"audioUri\":\"http://host/a.mp3\"}"), 400, "object store");
    assertProblem(track("{\"audioUri\":\"audio/none.wav\"}"), 400, "there is no");
    assertProblem(track("{\"title\":\"x\"}"), 400, "audioUri is missing");
    assertProblem(track("{\"titel\":\"x\"}"), 400, "did you mean 'title'?");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void closesTheConnectionOfAnUploadThatItDidNotReadToItsEnd() throws Exception {
    assertThat(upload("{}", "a".repeat(200_001)).headers().firstValue("Connection"))
        .contains("close");
  }

  @Test
  void refusesAnUploadThatIsTooLargeOrIncomplete() throws Exception {
    assertProblem(upload("{}", "a".repeat(200_001)), 413, "larger than this server takes");
    assertProblem(upload("{}", ""), 400, "audio part is empty");
    assertProblem(upload("{\"audioUri\":\"x\"}", "a"), 400, "exclude each other");
    assertProblem(
        post("/v1/tracks", MULTIPART, part("name=\"metadata\"", "{}") + END),
        400,
        "'audio' is missing");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void storesAnUploadAndDerivesItsIdFromTheAudio() throws Exception {
    var response = upload("{\"title\":\"Song\",\"artists\":[\"A\",\"B\"]}", "sound");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    Track track = Serdes.TRACK.fromBytes(producer.history().get(0).value());
    assertThat(track.getTrackId()).isEqualTo(track.getAudioSha256().substring(0, 32));
    assertThat(track.getArtists()).containsExactly("A", "B");
    assertThat(store.resolve(track.getAudioUri())).hasContent("sound");
    assertThat(JSON.readTree(response.body()).get("trackId").asText())
        .isEqualTo(track.getTrackId());
  }

  @Test
  void takesATrackWhoseAudioIsInTheStore() throws Exception {
    var stored = store.put("audio", ".wav", new java.io.ByteArrayInputStream(new byte[] {1}));
    var response =
        track(
            "{\"trackId\":\"t\",\"releasedAt\":\"1970-01-01\",\"audioUri\":\""
                + stored.name()
                + "\"}");
    assertThat(response.statusCode()).isEqualTo(202);
    Track track = Serdes.TRACK.fromBytes(producer.history().get(0).value());
    assertThat(track.getAudioSha256()).isEqualTo(stored.sha256());
    assertThat(track.getReleasedAt()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void takesATrackDown() throws Exception {
    var response =
        client.send(
            request("/v1/tracks/a%20b").DELETE().build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(producer.history().get(0).key()).isEqualTo("a b");
    assertThat(producer.history().get(0).value()).isNull();
  }

  private static void assertProblem(HttpResponse<String> response, int status, String detail)
      throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JSON.readTree(response.body()).get("detail").asText()).contains(detail);
  }

  private HttpResponse<String> play(String json) throws Exception {
    return post("/v1/plays", "application/json", json);
  }

  private HttpResponse<String> batch(String ndjson) throws Exception {
    return post("/v1/plays", "application/x-ndjson", ndjson);
  }

  private HttpResponse<String> track(String json) throws Exception {
    return post("/v1/tracks", "application/json", json);
  }

  private HttpResponse<String> upload(String metadata, String audio) throws Exception {
    String body =
        part("name=\"metadata\"", metadata)
            + part("name=\"audio\"; filename=\"a.WAV\"", audio)
            + END;
    return post("/v1/tracks", MULTIPART, body);
  }

  private static String part(String disposition, String content) {
    String head = "Content-Disposition: form-data; " + disposition;
    return String.join("\r\n", "--" + BOUNDARY, head, "", content, "");
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static <T> T quietly(java.util.concurrent.Callable<T> call) {
    try {
      return call.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
