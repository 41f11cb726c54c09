// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.broker.EmbeddedKafka;
import dev.segue.recommenders.AlgorithmSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that hears, on a real broker. */
class NeuralServingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TRACKS = 120;
  private static final List<String> USERS = List.of("ann", "bob");

  private static final AlgorithmSettings SETTINGS =
      new AlgorithmSettings(
          42, Map.of("content", "true", "epochs", "1", "width", "16", "length", "20"));

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void answersPlaysUploadsAndReleasesWithoutAFailedRequest(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        LiveServing live = new LiveServing(kafka, "neural", folder)) {
      prepare(live);
      live.start();
      for (String user : USERS) {
        await().atMost(PATIENCE).until(() -> list(live, user).at("/historyVersion").asInt() == 3);
      }
      AtomicBoolean over = new AtomicBoolean();
      ExecutorService requests = Executors.newSingleThreadExecutor();
      Future<Integer> answers = requests.submit(() -> askUntil(live, over));

      live.play("ann", "t7", 1);
      await().atMost(PATIENCE).until(() -> list(live, "ann").at("/historyVersion").asInt() == 4);
      assertThat(list(live, "ann").at("/causedBy").asText()).isEqualTo("play:ann-t7-1");

      // It sounds like the best track there is, so that it belongs beside it.
      String best = list(live, "ann").at("/items/0/trackId").asText();
      live.publishTrack("fresh");
      live.publishEmbedding("fresh", LiveServing.vector(Integer.parseInt(best.substring(1))));
      await()
          .atMost(PATIENCE)
          .until(() -> list(live, "ann").findValuesAsText("trackId").contains("fresh"));
      assertThat(list(live, "ann").at("/causedBy").asText()).isEqualTo("track:fresh");

      for (int version = 2; version <= 4; version++) {
        live.release("gsasrec", version, TRACKS, SETTINGS.with("width", "" + 8 * version));
      }
      for (String user : USERS) {
        await().atMost(PATIENCE).until(() -> list(live, user).at("/modelVersion").asInt() == 4);
      }
      over.set(true);
      assertThat(answers.get()).isPositive();
      requests.shutdown();
      assertThat(live.health().up()).isTrue();
    }
  }

  private static void prepare(LiveServing live) throws Exception {
    live.set("serving.model", "gsasrec");
    live.awaits("gsasrec");
    for (int i = 0; i < TRACKS; i++) {
      live.publishTrack("t" + i);
      live.publishEmbedding("t" + i, LiveServing.vector(i));
    }
    live.release("gsasrec", 1, TRACKS, SETTINGS);
    for (String user : USERS) {
      live.play(user, "t" + user.charAt(0) % TRACKS, 1);
      live.play(user, "t" + user.charAt(1) % TRACKS, 2);
    }
  }

  /** Asks for lists and for similar tracks; the number of answers, all of which were good. */
  private int askUntil(LiveServing live, AtomicBoolean over) throws Exception {
    int asked = 0;
    while (!over.get()) {
      for (String path : List.of("/v1/users/bob/recommendations", "/v1/tracks/t1/similar")) {
        assertThat(get(live, path).statusCode()).as(path).isEqualTo(200);
        asked++;
      }
    }
    return asked;
  }

  private JsonNode list(LiveServing live, String user) throws Exception {
    return new ObjectMapper().readTree(get(live, "/v1/users/" + user + "/recommendations").body());
  }

  private HttpResponse<String> get(LiveServing live, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(live.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
