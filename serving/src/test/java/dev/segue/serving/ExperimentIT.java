// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.broker.EmbeddedKafka;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment on a real broker, with real models. */
class ExperimentIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TRACKS = 80;
  private static final List<String> USERS =
      IntStream.range(0, 60).mapToObj(i -> "user" + i).toList();

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void keepsListenersInTheirArmsOverRestartsAndReleases(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        LiveServing live = new LiveServing(kafka, "arms", folder)) {
      prepare(live);
      live.start();
      await().atMost(PATIENCE).until(() -> models(live).size() == USERS.size());
      Map<String, String> arms = models(live);
      assertThat(arms.values()).contains("knn 1", "popularity 1");
      long emitted = settled(live);

      live.restart(true);
      await().atMost(PATIENCE).until(() -> models(live).size() == USERS.size());
      assertThat(models(live)).isEqualTo(arms);
      assertThat(settled(live)).as("nobody's list changed for a moment").isEqualTo(emitted);

      live.release("popularity", 2, TRACKS);
      arms.replaceAll((user, model) -> model.replace("popularity 1", "popularity 2"));
      await().atMost(PATIENCE).until(() -> models(live).equals(arms));
      JsonNode served = get(live, "/v1/models").get("experiment").get("arms");
      assertThat(served.findValuesAsText("arm")).containsExactly("knn", "popularity");
      assertThat(served.findValuesAsText("version")).containsExactly("1", "2");
    }
  }

  private static void prepare(LiveServing live) throws Exception {
    live.set("serving.experiment", "knn=50,popularity=50");
    for (int i = 0; i < TRACKS; i++) {
      live.publishTrack("t" + i);
      live.publishEmbedding("t" + i, LiveServing.vector(i));
    }
    for (int i = 0; i < USERS.size(); i++) {
      live.play(USERS.get(i), "t" + i, 1);
    }
    live.releaseKnn(1, TRACKS);
    live.release("popularity", 1, TRACKS);
  }

  /** Model and version by listener, of those who have a list. */
  private Map<String, String> models(LiveServing live) throws Exception {
    Map<String, String> models = new TreeMap<>();
    for (String user : USERS) {
      JsonNode list = get(live, "/v1/users/" + user + "/recommendations");
      if (list.has("items")) {
        models.put(user, list.get("model").asText() + " " + list.get("modelVersion").asText());
      }
    }
    return models;
  }

  /** The lists on the topic, when no more come. */
  private static long settled(LiveServing live) {
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
    return committed[0];
  }

  private JsonNode get(LiveServing live, String path) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(live.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(response.body());
  }
}
