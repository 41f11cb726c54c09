// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.Settings;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole system starts on a data folder in which much is damaged. */
class DamagedDataIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Settings SETTINGS =
      Components.settings()
          .values(
              Map.of(
                  "broker.port", "0",
                  "http.port", "0",
                  "trainer.interval", "PT0S",
                  "trainer.algorithms", "popularity",
                  "serving.model", "popularity"))
          .build();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void takesPlaysAnswersAndServesTheNextRelease() throws Exception {
    Path data = folder.resolve("data");
    try (AllInOne all = AllInOne.start(SETTINGS, data)) {
      all.awaitReady(PATIENCE);
      for (int i = 0; i < 30; i++) {
        play(all, "u" + i % 10, "t" + i);
      }
      train(all);
      awaitList(all, "u1");
    }
    damage(data.resolve("streams"), "global/rocksdb/.*/CURRENT", Files::delete);
    damage(data.resolve("streams"), "\\d+_\\d+/\\.checkpoint", DamagedDataIT::garble);
    damage(data.resolve("embedding-cache"), "CURRENT", DamagedDataIT::garble);
    damage(data.resolve("objects"), "model\\.safetensors", DamagedDataIT::garble);

    try (AllInOne all = AllInOne.start(SETTINGS, data)) {
      play(all, "u2", "t1");
      awaitList(all, "u1");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> detail(all).contains("popularity version 1 could not be loaded"));
      assertThat(all.notReady()).containsOnlyKeys("serving");
      play(all, "new", "t2");
      train(all);
      awaitList(all, "new");
      all.awaitReady(PATIENCE);
      assertThat(detail(all)).contains("popularity version 2 serves");
    }
  }

  private interface Change {
    void on(Path file) throws IOException;
  }

  /** Changes the files whose place under a folder ends like this. */
  private static void damage(Path root, String place, Change change) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files =
          all.filter(file -> root.relativize(file).toString().matches("(.*/)?" + place)).toList();
    }
    assertThat(files).as("%s in %s", place, root).isNotEmpty();
    for (Path file : files) {
      change.on(file);
    }
  }

  private static void garble(Path file) throws IOException {
    Files.writeString(file, "garbage");
  }

  private static String detail(AllInOne all) {
    return all.health().get("serving").detail();
  }

  private static void train(AllInOne all) throws Exception {
    try (TrainingRequests requests =
        TrainingRequests.connect(SETTINGS.get(TrainerSettings.class), all.kafka(), all.topics())) {
      requests.awaitCounted(PATIENCE);
      requests.await(requests.request(List.of("popularity"), true), PATIENCE);
    }
  }

  private void play(AllInOne all, String userId, String trackId) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(all.url() + "/v1/plays"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"userId\":\"%s\",\"trackId\":\"%s\"}".formatted(userId, trackId)))
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(202);
  }

  private void awaitList(AllInOne all, String userId) {
    URI uri = URI.create(all.url() + "/v1/users/" + userId + "/recommendations");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                client
                        .send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                    == 200);
  }
}
