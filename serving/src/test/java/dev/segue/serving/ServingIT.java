// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.broker.EmbeddedKafka;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, with real models. */
class ServingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TRACKS = 120;
  private static final List<String> USERS = List.of("ann", "bob", "cem", "dua", "eve", "fay");

  @TempDir static Path shared;
  private static EmbeddedKafka kafka;
  private static int runs;

  private final HttpClient client = HttpClient.newHttpClient();
  private LiveServing live;

  @BeforeAll
  static void startBroker() throws Exception {
    kafka = EmbeddedKafka.start(shared.resolve("kafka"));
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void start() throws Exception {
    // Every test is a tenant of its own.
    String prefix = "run" + runs++;
    live = new LiveServing(kafka, prefix, shared.resolve(prefix));
    for (int i = 0; i < TRACKS; i++) {
      live.publishTrack("t" + i);
      live.publishEmbedding("t" + i, LiveServing.vector(i));
    }
    live.releaseKnn(1, TRACKS);
    for (String user : USERS) {
      live.play(user, "t" + user.charAt(0) % TRACKS, 1);
      live.play(user, "t" + user.charAt(1) % TRACKS, 2);
    }
    live.start();
    await()
        .atMost(PATIENCE)
        .until(() -> lists().values().stream().filter(ServingIT::complete).count() == USERS.size());
    // A list can be asked for before it is committed.
    long[] committed = {-1};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              long before = committed[0];
              committed[0] = live.recordsOnRecommendations();
              return committed[0] >= USERS.size() && committed[0] == before;
            });
  }

  @AfterEach
  void stop() {
    live.close();
  }

  @Test
  void makesNoListAnewWhenNothingHappenedOverARestart() throws Exception {
    Map<String, JsonNode> before = lists();
    long emitted = live.recordsOnRecommendations();

    live.restart(false);

    assertThat(lists()).isEqualTo(before);
    assertThat(live.recordsOnRecommendations()).isEqualTo(emitted);
  }

  @Test
  void hasEveryListAgainAfterItsStateFolderWasLost() throws Exception {
    Map<String, JsonNode> before = lists();
    long emitted = live.recordsOnRecommendations();

    live.restart(true);

    await().atMost(PATIENCE).until(() -> lists().size() == USERS.size());
    assertThat(lists()).isEqualTo(before);
    assertThat(live.recordsOnRecommendations()).isEqualTo(emitted);
  }

  @Test
  void makesUpForWhatCameWhileItWasStopped() throws Exception {
    live.stop();
    live.play("ann", "t5", 1);
    live.publishTrack("cold");
    live.publishEmbedding("cold", LiveServing.vector("bob".charAt(0) % TRACKS));
    live.start();

    await().atMost(PATIENCE).until(() -> lists().size() == USERS.size());
    await().atMost(PATIENCE).until(() -> lists().get("ann").get("historyVersion").asLong() == 4);
    await()
        .atMost(PATIENCE)
        .until(() -> lists().get("bob").findValuesAsText("trackId").contains("cold"));
  }

  @Test
  void swapsToANewReleaseWithoutAFailedRequest() throws Exception {
    live.releaseKnn(2, TRACKS);

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Map<String, JsonNode> lists = lists();
              assertThat(lists).hasSize(USERS.size());
              return lists.values().stream().allMatch(l -> l.get("modelVersion").asLong() == 2);
            });
  }

  @Test
  void streamsAListSoonAfterAPlayAndAnUpload() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    Thread reader = listen("/v1/stream/recommendations?user=ann", events);
    await().atMost(PATIENCE).until(() -> metric("segue_serving_stream_clients") == 1);

    long played = System.nanoTime();
    live.play("ann", "t9", 1);
    await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> size(events) == 1);
    long afterPlay = (System.nanoTime() - played) / 1_000_000;
    live.publishTrack("fresh");
    long uploaded = System.nanoTime();
    live.publishEmbedding("fresh", LiveServing.vector("ann".charAt(0) % TRACKS));
    await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> size(events) == 2);
    long afterUpload = (System.nanoTime() - uploaded) / 1_000_000;

    assertThat(events.get(0).get("causedBy").asText()).isEqualTo("play:ann-t9-1");
    assertThat(events.get(0).findValuesAsText("trackId")).isNotEmpty();
    assertThat(events.get(1).get("causedBy").asText()).isEqualTo("track:fresh");
    // Ten times the target, because the machine of a test has other things to do.
    assertThat(afterPlay).isLessThan(5_000);
    assertThat(afterUpload).isLessThan(5_000);
    org.slf4j.LoggerFactory.getLogger(ServingIT.class)
        .info("list {} ms after a play, {} ms after an embedding", afterPlay, afterUpload);
    reader.interrupt();
  }

  @Test
  void forgetsAClientThatWentAway() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(live.uri("/v1/stream/recommendations"))
            .header("Accept", "text/event-stream")
            .build();
    InputStream stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    await().atMost(PATIENCE).until(() -> metric("segue_serving_stream_clients") == 1);
    stream.close();

    int[] plays = {1};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              live.play("eve", "t1", plays[0]++);
              return metric("segue_serving_stream_clients") == 0;
            });
  }

  @Test
  void refusesWhatIsUnreadableAndStaysUp() throws Exception {
    live.sendPoison();
    live.play("ann", "t11", 1);

    await().atMost(PATIENCE).until(() -> lists().get("ann").get("historyVersion").asLong() == 4);
    await().atMost(PATIENCE).until(() -> live.deadLetters() == 4);
    assertThat(live.health().up()).isTrue();
  }

  /** Whether a list answers the three plays that every listener begins with. */
  private static boolean complete(JsonNode list) {
    return list.get("historyVersion").asLong() == 3;
  }

  private Map<String, JsonNode> lists() throws Exception {
    Map<String, JsonNode> lists = new TreeMap<>();
    for (String user : USERS) {
      HttpResponse<String> response = get("/v1/users/" + user + "/recommendations");
      if (response.statusCode() == 200) {
        lists.put(user, new ObjectMapper().readTree(response.body()));
      }
    }
    return lists;
  }

  private double metric(String name) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(live.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private Thread listen(String path, List<JsonNode> events) {
    URI uri = live.uri(path);
    Thread thread =
        new Thread(
            () -> {
              HttpRequest request =
                  HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").build();
              try (InputStream in =
                      client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
                  BufferedReader lines =
                      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (line.startsWith("data: {")) {
                    JsonNode event = new ObjectMapper().readTree(line.substring(6));
                    synchronized (events) {
                      events.add(event);
                    }
                  }
                }
              } catch (Exception e) {
                // The server stops at the end of the test.
                Thread.currentThread().interrupt();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static int size(List<JsonNode> events) {
    synchronized (events) {
      return events.size();
    }
  }
}
