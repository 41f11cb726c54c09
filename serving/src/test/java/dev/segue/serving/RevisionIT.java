// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.broker.EmbeddedKafka;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the revision over restarts, on a real broker. */
class RevisionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int TRACKS = 8;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void neverMixesRevisionsOverRestartsInTheMiddle() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        LiveServing live = new LiveServing(kafka, "revision", folder.resolve("live"))) {
      live.awaits("running");
      for (int i = 0; i < TRACKS; i++) {
        live.publishTrack("t" + i);
        live.publishEmbedding("1", "t" + i, LiveServing.vector(i));
      }
      live.start();
      await().atMost(PATIENCE).until(() -> vectors(live).path("tracks").asInt() == TRACKS);
      for (int i = 0; i < TRACKS - 2; i++) {
        live.publishEmbedding("2", "t" + i, vector(i));
      }
      await().atMost(PATIENCE).until(() -> next(live) == TRACKS - 2);
      assertServes(live, "1/16", TRACKS);

      live.restart(false);
      assertServes(live, "1/16", TRACKS);
      assertThat(next(live)).isEqualTo(TRACKS - 2);
      assertThat(live.health().detail()).contains("2/3 is next: 6 of 8 tracks");
      assertThat(ask(live, "\"revision\":\"2\",").statusCode()).isEqualTo(409);

      // What compaction leaves: one record a track.
      for (int i = 0; i < TRACKS - 2; i++) {
        live.withdrawEmbedding("t" + i);
        live.publishEmbedding("2", "t" + i, vector(i));
      }
      live.restart(true);
      assertServes(live, "2/3", TRACKS - 2);

      for (int i = TRACKS - 2; i < TRACKS; i++) {
        live.publishEmbedding("2", "t" + i, vector(i));
      }
      await().atMost(PATIENCE).until(() -> vectors(live).path("tracks").asInt() == TRACKS);
      assertServes(live, "2/3", TRACKS);
      assertThat(ask(live, "\"revision\":\"2\",").statusCode()).isEqualTo(200);
    }
  }

  private void assertServes(LiveServing live, String revision, int tracks) throws Exception {
    assertThat(vectors(live).path("revision").asText()).isEqualTo(revision);
    assertThat(vectors(live).path("tracks").asInt()).isEqualTo(tracks);
    JsonNode items = get(live, "/v1/tracks/t0/similar?limit=100").path("items");
    assertThat(items).hasSize(tracks - 1);
  }

  private int next(LiveServing live) throws Exception {
    return vectors(live).path("next").path("tracks").asInt();
  }

  private JsonNode vectors(LiveServing live) throws Exception {
    return get(live, "/v1/models").path("vectors").path(0);
  }

  private JsonNode get(LiveServing live, String path) throws Exception {
    URI uri = live.uri(path);
    return new ObjectMapper()
        .readTree(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
  }

  private HttpResponse<String> ask(LiveServing live, String revision) throws Exception {
    return client.send(
        HttpRequest.newBuilder(live.uri("/v1/similar"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{" + revision + "\"vector\":[1,2,3]}"))
            .build(),
        BodyHandlers.ofString());
  }

  private static float[] vector(int seed) {
    return new float[] {1, seed, seed * seed};
  }
}
