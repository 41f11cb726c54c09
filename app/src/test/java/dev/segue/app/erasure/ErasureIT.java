// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.AllInOne;
import dev.segue.app.CommandRun;
import dev.segue.app.Components;
import dev.segue.runtime.config.Settings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code segue erase} on the whole system. */
class ErasureIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final CommandRun command = new CommandRun();
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private AllInOne all;

  @BeforeEach
  void start() throws Exception {
    Settings settings =
        Components.settings()
            .values(
                Map.of(
                    "broker.port", "0",
                    "http.port", "0",
                    "serving.takedown-delay", "PT0S",
                    "serving.model", "popularity",
                    "trainer.interval", "PT0S",
                    "trainer.algorithms", "popularity"))
            .build();
    all = AllInOne.start(settings, folder.resolve("data"));
    all.awaitReady(Duration.ofMinutes(5));
  }

  @AfterEach
  void stop() {
    all.close();
  }

  @Test
  void leavesNothingOfAListenerThatHasAnEffect() throws Exception {
    for (String user : List.of("ann", "ben", "cleo")) {
      for (int i = 0; i < 5; i++) {
        play(user, "t" + (i + user.length()) % 8);
      }
    }
    assertThat(run("train")).isZero();
    await().atMost(SOON).until(() -> status("/v1/users/ann/recommendations") == 200);

    assertThat(run("erase", "listener", "ann")).isZero();
    assertThat(command.printed()).contains("user-histories").contains("kept for ever");
    assertThat(status("/v1/users/ann/recommendations")).isEqualTo(404);
    assertThat(status("/v1/users/ann/history")).isEqualTo(404);
    assertThat(get("/v1/users").body()).doesNotContain("ann").contains("ben");
    assertThat(status("/v1/users/ben/history")).isEqualTo(200);
    try (Stream<Path> rounds = Files.walk(folder.resolve("data/objects/rounds"))) {
      assertThat(rounds.filter(Files::isRegularFile))
          .noneMatch(file -> contains(file, "ann"))
          .anyMatch(file -> contains(file, "ben"));
    }
    // Once more: there is nothing, and it says so.
    command.forget();
    assertThat(run("erase", "listener", "ann", "--no-train", "--output", "json")).isZero();
    JSON.readTree(command.printed())
        .get("steps")
        .forEach(
            step -> {
              if (step.get("place").asText().contains("user-histories")) {
                assertThat(step.get("found").asInt()).isZero();
              }
            });
    play("ann", "t1");
    await().atMost(SOON).until(() -> get("/v1/users/ann/history").body().contains("\"tracks\":1"));
  }

  @Test
  void deletesTheAudioOfATrackUnlessAnotherUsesIt() throws Exception {
    byte[] sound = Tone.wav(1);
    upload("one", sound);
    upload("two", sound);
    await().atMost(SOON).until(() -> status("/v1/tracks/two/audio") == 200);
    await()
        .atMost(SOON)
        .until(() -> get("/v1/tracks/one/similar").body().contains("\"trackId\":\"two\""));

    assertThat(run("erase", "track", "one")).isZero();
    assertThat(command.printed()).contains("also of two");
    assertThat(status("/v1/tracks/one")).isEqualTo(404);
    assertThat(status("/v1/tracks/two/audio")).isEqualTo(200);
    command.forget();
    assertThat(run("erase", "track", "two")).isZero();
    assertThat(command.printed()).doesNotContain("also of");
    try (Stream<Path> audio = Files.walk(folder.resolve("data/objects/audio"))) {
      assertThat(audio.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void doesNotOfferTheAudioOfARefusedTrack() throws Exception {
    upload("noise", "this is no audio file".getBytes(StandardCharsets.UTF_8));
    upload("tone", Tone.wav(2));
    await()
        .atMost(SOON)
        .until(
            () ->
                get("/v1/tracks/noise").body().contains("\"audio\":false")
                    && get("/v1/tracks/tone").body().contains("\"audio\":true"));
    assertThat(run("dlq", "list", "--topic", "segue.tracks.v1")).isZero();
    assertThat(command.printed()).contains("key noise, title Noise, file audio/");
    // Another upload under the same id makes it playable.
    upload("noise", Tone.wav(3));
    await().atMost(SOON).until(() -> get("/v1/tracks/noise").body().contains("\"audio\":true"));
  }

  private int run(Object... args) {
    Object[] all = Stream.concat(Stream.of(args), Stream.of("--set", broker())).toArray();
    return command.in(folder.resolve("data"), all);
  }

  private String broker() {
    return "kafka.bootstrap.servers=" + all.kafka().bootstrapServers();
  }

  private void play(String user, String track) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(all.url() + "/v1/plays"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"userId\":\"%s\",\"trackId\":\"%s\"}".formatted(user, track)))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private void upload(String trackId, byte[] audio) throws Exception {
    String title = Character.toUpperCase(trackId.charAt(0)) + trackId.substring(1);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        """
        --part\r
        Content-Disposition: form-data; name="metadata"\r
        Content-Type: application/json\r
        \r
        {"trackId":"%s","title":"%s"}\r
        --part\r
        Content-Disposition: form-data; name="audio"; filename="a.wav"\r
        Content-Type: audio/wav\r
        \r
        """
            .formatted(trackId, title)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(audio);
    body.writeBytes("\r\n--part--\r\n".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(all.url() + "/v1/tracks"))
                .header("Content-Type", "multipart/form-data; boundary=part")
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  private int status(String path) throws Exception {
    return get(path).statusCode();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(all.url() + path)).build(), BodyHandlers.ofString());
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
