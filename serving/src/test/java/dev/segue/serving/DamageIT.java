// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.broker.EmbeddedKafka;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are damaged between two starts: lists come all the same. */
class DamageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int TRACKS = 80;
  private static final List<String> USERS = List.of("ann", "bob", "cem", "dua");

  @TempDir static Path shared;
  private static EmbeddedKafka kafka;
  private static int runs;

  private final HttpClient client = HttpClient.newHttpClient();
  private Path folder;
  private String prefix;
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
    prefix = "damage" + runs++;
    folder = shared.resolve(prefix);
    live = new LiveServing(kafka, prefix, folder);
    for (int i = 0; i < TRACKS; i++) {
      live.publishTrack("t" + i);
      live.publishEmbedding("t" + i, LiveServing.vector(i));
    }
    live.releaseKnn(1, TRACKS);
    for (String user : USERS) {
      live.play(user, "t" + user.charAt(0) % TRACKS, 1);
    }
    live.start();
    awaitVersion(1);
  }

  @AfterEach
  void stop() {
    live.close();
  }

  @Test
  void restoresStoresThatAreDamagedFromTheTopics() throws Exception {
    Map<String, JsonNode> before = lists();
    Path aside = folder.resolve("state").resolve(prefix + ".serving.damaged");
    live.restart(false);
    assertThat(aside).as("nothing was damaged").doesNotExist();
    for (Damage damage : damages()) {
      live.stop();
      damage.run();
      live.start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(lists()).as("%s", damage).isEqualTo(before));
      assertThat(aside).as("%s", damage).isDirectory();
    }
    live.publishEmbedding("loud", scaled(LiveServing.vector('a' % TRACKS), 9));
    live.publishTrack("loud");
    await().atMost(PATIENCE).until(() -> lists().get("ann").toString().contains("\"loud\""));
  }

  @Test
  void servesAnEarlierReleaseWhileTheArtifactOfTheNewestIsDamaged() throws Exception {
    live.releaseKnn(2, TRACKS);
    awaitVersion(2);
    live.stop();
    Path artifact = folder.resolve("objects/models/knn/2/model.safetensors");
    flip(artifact, Files.size(artifact) / 2);

    live.start();

    awaitVersion(1);
    assertThat(live.health().up()).isTrue();
    assertThat(live.health().detail()).contains("knn version 1 serves", "knn version 2 could not");
    live.play("new", "t3", 1);
    await().atMost(PATIENCE).until(() -> list("new") != null);

    live.stop();
    delete(artifact.getParent());
    live.start();
    assertThat(list("new").get("modelVersion").asLong()).isEqualTo(1);
    live.releaseKnn(3, TRACKS);
    awaitVersion(3);
    assertThat(live.health().detail()).doesNotContain("could not");
  }

  @Test
  void staysUpWithoutAnyArtifactAndServesTheNextRelease() throws Exception {
    live.stop();
    delete(folder.resolve("objects"));
    Files.createDirectories(folder.resolve("objects"));
    live.startUnready();
    await().atMost(PATIENCE).until(() -> live.health().detail().contains("could not be loaded"));
    assertThat(live.health().up()).isFalse();
    assertThat(list("ann")).as("the last list").isNotNull();
    live.releaseKnn(2, TRACKS);
    awaitVersion(2);
    assertThat(live.health().up()).isTrue();
  }

  private interface Change {
    void on(Path file) throws IOException;
  }

  /** A file in a part of the state is changed. */
  private record Damage(Path state, String part, String file, Change change) {
    void run() throws IOException {
      try (Stream<Path> files = Files.walk(state)) {
        Path found =
            files
                .filter(Files::isRegularFile)
                .filter(path -> state.relativize(path).getName(0).toString().matches(part))
                .filter(path -> path.getFileName().toString().contains(file))
                .sorted(Comparator.comparingLong((Path path) -> path.toFile().length()).reversed())
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + file + " in " + state));
        change.on(found);
      }
    }

    @Override
    public String toString() {
      return part + " " + file;
    }
  }

  private List<Damage> damages() {
    Path state = folder.resolve("state").resolve(prefix + ".serving");
    Change half = file -> cut(file, Files.size(file) / 2);
    String task = "\\d+_\\d+";
    return List.of(
        new Damage(state, "global", ".checkpoint", file -> Files.writeString(file, "x")),
        new Damage(state, "global", "MANIFEST", half),
        new Damage(state, "global", ".sst", file -> flip(file, 50)),
        new Damage(state, task, ".checkpoint", file -> Files.writeString(file, "x")),
        new Damage(state, task, "CURRENT", Files::delete),
        new Damage(state, task, ".sst", file -> cut(file, 0)));
  }

  private static void flip(Path file, long position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) position] ^= 1;
    Files.write(file, bytes);
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static float[] scaled(float[] vector, float factor) {
    float[] scaled = vector.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  private void awaitVersion(long version) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                lists().size() == USERS.size()
                    && lists().values().stream()
                        .allMatch(list -> list.get("modelVersion").asLong() == version));
  }

  private Map<String, JsonNode> lists() throws Exception {
    Map<String, JsonNode> lists = new TreeMap<>();
    for (String user : USERS) {
      JsonNode list = list(user);
      if (list != null) {
        lists.put(user, list);
      }
    }
    return lists;
  }

  private JsonNode list(String user) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(live.uri("/v1/users/" + user + "/recommendations")).build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 200 ? new ObjectMapper().readTree(answer.body()) : null;
  }
}
