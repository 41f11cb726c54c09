// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.Track;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From an unknown clip to what sounds like it, on the whole system. */
class QueryByExampleIT {
  private static final int ASKED = 3;

  @RegisterExtension final CommandRun command = new CommandRun();
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void findsTheTracksThatSoundLikeAnUnknownClip() throws Exception {
    Settings settings =
        Components.settings()
            .values(
                Map.of(
                    "broker.port", "0",
                    "http.port", "0",
                    "serving.model", "popularity",
                    "trainer.algorithms", "popularity"))
            .build();
    List<DemoTrack> tracks = DemoCatalogue.compose(folder.resolve("music"), 7, 2, Progress.SILENT);
    try (AllInOne all = AllInOne.start(settings, folder.resolve("data"))) {
      all.awaitReady(Duration.ofMinutes(5));
      publish(all, tracks);
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> nearest(all, ask(all, tracks.get(0).file())).size() == tracks.size());

      for (DemoTrack track : tracks.subList(0, ASKED)) {
        Path clip = withoutItsBeginning(track.file());
        JsonNode heard = ask(all, clip);
        assertThat(heard.get("backbone").asText()).isEqualTo("mfcc");
        assertThat(heard.get("vector")).hasSize(heard.get("dimension").asInt());
        JsonNode items = nearest(all, heard);
        assertThat(items.get(0).get("trackId").asText()).isEqualTo(track.track().getTrackId());
        assertThat(items.get(0).get("title").asText()).isEqualTo(track.track().getTitle());
        command.forget();
        assertThat(command.in(folder.resolve("tool"), "similar", clip, "--url", all.url()))
            .isZero();
        assertThat(command.printed().lines().findFirst().orElseThrow())
            .contains(track.track().getTrackId());
      }
    }
  }

  private static void publish(AllInOne all, List<DemoTrack> tracks) throws Exception {
    try (var producer = Producers.bulk(all.kafka())) {
      TrackPublisher publisher = new TrackPublisher(producer, all.topics());
      for (DemoTrack track : tracks) {
        try (InputStream audio = Files.newInputStream(track.file())) {
          var stored = all.store().put("audio", ".wav", audio);
          publisher
              .publish(
                  Track.newBuilder(track.track())
                      .setAudioUri(stored.name())
                      .setAudioSha256(stored.sha256())
                      .build())
              .join();
        }
      }
    }
  }

  /** Other bytes and other seconds of the same music. */
  private Path withoutItsBeginning(Path song) throws Exception {
    Path clip = folder.resolve("clip.wav");
    try (AudioInputStream whole = AudioSystem.getAudioInputStream(song.toFile())) {
      long frames = whole.getFrameLength();
      int skipped = (int) (frames / 4);
      whole.skipNBytes((long) skipped * whole.getFormat().getFrameSize());
      AudioSystem.write(
          new AudioInputStream(whole, whole.getFormat(), frames - skipped),
          AudioFileFormat.Type.WAVE,
          clip.toFile());
    }
    return clip;
  }

  private JsonNode ask(AllInOne all, Path clip) throws Exception {
    return post(all.url() + "/v1/embeddings", "audio/wav", BodyPublishers.ofFile(clip));
  }

  private JsonNode nearest(AllInOne all, JsonNode heard) throws Exception {
    String question =
        "{\"vector\":%s,\"backbone\":%s,\"limit\":100}"
            .formatted(heard.get("vector"), heard.get("backbone"));
    return post(all.url() + "/v1/similar", "application/json", BodyPublishers.ofString(question))
        .get("items");
  }

  private JsonNode post(String url, String type, HttpRequest.BodyPublisher body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url)).header("Content-Type", type).POST(body).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }
}
