// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.ObjectStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpApiTest {
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private ServingWorld world;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    world =
        new ServingWorld(
            folder.resolve("state"), Map.of("serving.k", "3", "serving.max-stream-clients", "2"));
    Files.createDirectories(folder.resolve("objects/audio"));
    Files.writeString(folder.resolve("objects/audio/a.ogg"), "0123456789");
    server =
        HttpServer.start(
            Settings.of(HttpSettings.class, Map.of("http.port", "0")),
            new HealthChecks(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            world.endpoints(ObjectStore.at(folder.resolve("objects"))));
  }

  @AfterEach
  void stop() {
    server.close();
    world.close();
  }

  @Test
  void saysThatAListenerIsUnknown() throws Exception {
    HttpResponse<String> response = get("/v1/users/nobody/recommendations");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).get("detail").asText()).contains("nobody");
    assertThat(get("/v1/users/nobody/history").statusCode()).isEqualTo(404);
  }

  @Test
  void asksToComeBackWhileThereIsNoModel() throws Exception {
    world.play("ann", "a");
    world.settle();

    HttpResponse<String> response = get("/v1/users/ann/recommendations");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("1");
  }

  @Test
  void answersSimilarTracksBeforeAnyModelIsReleased() throws Exception {
    for (String track : new String[] {"a", "b", "c"}) {
      world.list(track);
    }
    assertThat(json(get("/v1/tracks/a/similar")).get("items")).isEmpty();
    world.embed("a", 1, 0);
    world.embed("b", 0.9f, 0.1f);
    assertThat(json(get("/v1/tracks/a/similar")).get("items")).hasSize(1);
    world.embed("c", 0.1f, 1);

    JsonNode items = json(get("/v1/tracks/a/similar?limit=5")).get("items");

    assertThat(items.findValuesAsText("trackId")).containsExactly("b", "c");
  }

  @Test
  void refusesALimitOutOfRange() throws Exception {
    for (String limit : new String[] {"0", "1001", "ten"}) {
      HttpResponse<String> response = get("/v1/users?limit=" + limit);
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(json(response).get("detail").asText()).contains("from 1 to 1000");
    }
  }

  @Test
  void doesNotServeAudioFromOutsideTheStore() throws Exception {
    Files.writeString(folder.resolve("secret"), "secret");
    world.listWithAudio("a", "../secret");
    world.listWithAudio("b", "audio/missing.ogg");
    world.list("c");

    for (String track : new String[] {"a", "b", "c", "unknown"}) {
      HttpResponse<String> response = get("/v1/tracks/" + track + "/audio");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.body()).doesNotContain("0123").doesNotContain("secret\"");
    }
  }

  @Test
  void saysThatATrackIsUnknown() throws Exception {
    world.takeDown("gone");

    assertThat(get("/v1/tracks/unknown").statusCode()).isEqualTo(404);
    assertThat(get("/v1/tracks/gone").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesAQuestionThatIsNotAVector() throws Exception {
    for (String body :
        new String[] {
          "",
          "[1]",
          "{}",
          "{\"vector\":[]}",
          "{\"vector\":[1,\"two\"]}",
          "{\"vector\":[1,2],\"limit\":0}",
          "{\"vector\":[1,2],\"backbone\":7}",
          "{\"vector\":[1,2],\"k\":7}"
        }) {
      assertThat(post("/v1/similar", body).statusCode()).as(body).isEqualTo(400);
    }
  }

  @Test
  void refusesAVectorThatIsLargeOrNestedByItsFirstBytes() throws Exception {
    for (String vector :
        new String[] {
          "[".repeat(100_000),
          "[[1,2]]",
          "[" + "{},".repeat(50_000) + "1]",
          "[" + "1,".repeat(20_000) + "1]",
          "[" + "1".repeat(50_000) + "]",
          "[1e999]"
        }) {
      assertThat(post("/v1/similar", "{\"vector\":" + vector + "}").statusCode()).isEqualTo(400);
    }
    assertThat(post("/v1/similar", " ".repeat(600_000)).statusCode()).isEqualTo(413);
  }

  @Test
  void takesNoMoreStreamClientsThanItMayEvenAtOnce() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/v1/stream/recommendations")).GET().build();
    List<CompletableFuture<HttpResponse<InputStream>>> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      clients.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
    }
    List<Integer> answers = new ArrayList<>();
    for (CompletableFuture<HttpResponse<InputStream>> answer : clients) {
      answers.add(answer.join().statusCode());
    }
    assertThat(answers).containsOnly(200, 503).filteredOn(status -> status == 200).hasSize(2);
    for (CompletableFuture<HttpResponse<InputStream>> answer : clients) {
      answer.join().body().close();
    }
  }

  @Test
  void saysWhatAClientOfTheStreamHasToAccept() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/v1/stream/recommendations"))
            .header("Accept", "text/html")
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(json(response).get("detail").asText()).contains("text/event-stream");
  }

  @Test
  void refusesAVectorThatNoTrackCanBeComparedWith() throws Exception {
    listeners();
    HttpResponse<String> other = post("/v1/similar", "{\"vector\":[1,2],\"backbone\":\"musicnn\"}");
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(json(other).get("detail").asText()).contains("musicnn", "mfcc");
    HttpResponse<String> longer = post("/v1/similar", "{\"vector\":[1,2,3]}");
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(json(longer).get("detail").asText()).contains("3 values", "2 were expected");
    assertThat(post("/v1/similar", "{\"vector\":[1,1e39]}").statusCode()).isEqualTo(400);
  }

  @Test
  void findsTheTracksNearestToAVector() throws Exception {
    assertThat(json(post("/v1/similar", "{\"vector\":[1,2,3]}")).get("items")).isEmpty();
    listeners();

    JsonNode items =
        json(post("/v1/similar", "{\"vector\":[0.2,0.9],\"backbone\":\"mfcc\",\"limit\":2}"))
            .get("items");

    assertThat(items.findValuesAsText("trackId")).startsWith("c").hasSize(2);
    assertThat(items.get(0).get("title").asText()).isEqualTo("Title of c");
    assertThat(items.get(0).get("score").floatValue())
        .isGreaterThan(items.get(1).get("score").floatValue());
    world.takeDown("c");
    assertThat(json(post("/v1/similar", "{\"vector\":[0.2,0.9]}")).get("items")).hasSize(2);
  }

  @Test
  void answersAListWithTitlesAndReasons() throws Exception {
    listeners();

    JsonNode list = json(get("/v1/users/ann/recommendations?limit=1"));

    assertThat(list.get("userId").asText()).isEqualTo("ann");
    assertThat(list.get("model").asText()).isEqualTo("knn");
    assertThat(list.get("historyVersion").asLong()).isEqualTo(1);
    assertThat(list.get("causedBy").asText()).isEqualTo("play:ann-a-1");
    assertThat(list.get("items")).hasSize(1);
    JsonNode item = list.get("items").get(0);
    assertThat(item.get("rank").asInt()).isEqualTo(1);
    assertThat(item.get("trackId").asText()).isEqualTo("b");
    assertThat(item.get("title").asText()).isEqualTo("Title of b");
    assertThat(item.get("because").get(0).get("title").asText()).isEqualTo("Title of a");
  }

  @Test
  void answersAHistoryMostRecentFirst() throws Exception {
    listeners();
    world.play("ann", "b", 7);

    JsonNode history = json(get("/v1/users/ann/history"));

    assertThat(history.get("historyVersion").asLong()).isEqualTo(8);
    assertThat(history.get("items").get(0).get("trackId").asText()).isEqualTo("b");
    assertThat(history.get("items").get(0).get("plays").asInt()).isEqualTo(7);
  }

  @Test
  void findsListenersByPrefixAndTracksByTitle() throws Exception {
    listeners();

    assertThat(json(get("/v1/users?prefix=a")).get("users").toString()).isEqualTo("[\"ann\"]");
    assertThat(json(get("/v1/users")).get("users")).hasSize(2);
    assertThat(json(get("/v1/tracks?query=TITLE%20OF%20B")).get("tracks")).hasSize(1);
  }

  @Test
  void offersNoAudioOfATrackThatTheEmbedderRefused() throws Exception {
    world.listWithAudio("refused", "audio/a.ogg");
    world.refuse("refused");
    world.listWithAudio("other", "audio/b.ogg");
    assertThat(json(get("/v1/tracks/refused")).get("audio").asBoolean()).isFalse();
    assertThat(json(get("/v1/tracks/other")).get("audio").asBoolean()).isTrue();

    world.embed("refused", 1, 2);
    assertThat(json(get("/v1/tracks/refused")).get("audio").asBoolean()).isTrue();
  }

  @Test
  void offersTheAudioOfATrackThatWasUploadedAgainAfterItWasRefused() throws Exception {
    world.listWithAudio("a", "audio/a.ogg");
    world.refuse("a");
    world.listWithAudio("a", "audio/better.ogg");
    assertThat(json(get("/v1/tracks/a")).get("audio").asBoolean()).isTrue();
  }

  @Test
  void answersSimilarTracksWithoutThoseTakenDown() throws Exception {
    listeners();
    world.takeDown("b");

    JsonNode items = json(get("/v1/tracks/a/similar?limit=5")).get("items");

    assertThat(items.findValuesAsText("trackId")).containsExactly("c");
  }

  @Test
  void servesRangesOfAudio() throws Exception {
    world.listWithAudio("a", "audio/a.ogg");

    HttpResponse<String> whole = get("/v1/tracks/a/audio");
    HttpResponse<String> part =
        client.send(
            HttpRequest.newBuilder(uri("/v1/tracks/a/audio")).header("Range", "bytes=2-4").build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(whole.body()).isEqualTo("0123456789");
    assertThat(whole.headers().firstValue("Content-Type")).contains("audio/ogg");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    assertThat(json(get("/v1/tracks/a")).get("synthetic").asBoolean()).isTrue();
  }

  @Test
  void namesTheModelThatServes() throws Exception {
    listeners();
    world.releaseBroken("knn", 2);

    JsonNode models = json(get("/v1/models"));

    assertThat(models.get("serving").get("version").asLong()).isEqualTo(1);
    assertThat(models.get("experiment").isNull()).isTrue();
    assertThat(models.get("failure").asText()).contains("knn version 2");
    assertThat(models.get("releases")).hasSize(1);
  }

  private void listeners() {
    for (String track : new String[] {"a", "b", "c"}) {
      world.list(track);
    }
    world.embed("a", 1, 0);
    world.embed("b", 0.9f, 0.1f);
    world.embed("c", 0.1f, 1);
    world.release("knn", 1);
    world.play("ann", "a");
    world.play("bob", "c");
    world.settle();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }
}
