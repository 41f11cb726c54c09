// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.demo;

import dev.segue.app.AllInOne;
import dev.segue.app.UserError;
import dev.segue.app.pipeline.MultipartBody;
import dev.segue.app.pipeline.TopicFollower;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One track uploaded over HTTP while everything runs.
 *
 * @param listener one whose list it entered first
 * @param millis from the request to the moment a consumer of the topic saw that list
 */
record Upload(Track track, String listener, long millis) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Uploads a track under this id and waits until it stands in somebody's list. */
  static Upload of(DemoTrack demo, String trackId, AllInOne system, Settings settings)
      throws IOException, InterruptedException {
    Track track = Track.newBuilder(demo.track()).setTrackId(trackId).build();
    HttpRequest request = request(track, Files.readAllBytes(demo.file()), system, settings);
    try (TopicFollower<Recommendations> follower =
        TopicFollower.lists(system.kafka(), system.topics())) {
      // Catches up before the clock starts.
      follower.follow(() -> false, Duration.ofMillis(500));
      HttpClient client = HttpClient.newHttpClient();
      long start = System.nanoTime();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 202) {
        throw new UserError(
            "the upload was refused with " + response.statusCode() + ": " + response.body());
      }
      if (!follower.follow(() -> listener(follower, trackId).isPresent(), PATIENCE)) {
        throw new UserError(
            "the uploaded track entered nobody's list within "
                + PATIENCE.toSeconds()
                + " s; only a model that hears can recommend it (serving.model)");
      }
      long millis = (System.nanoTime() - start) / 1_000_000;
      return new Upload(track, listener(follower, trackId).orElseThrow(), millis);
    }
  }

  private static Optional<String> listener(
      TopicFollower<Recommendations> follower, String trackId) {
    return follower.latest().values().stream()
        .filter(list -> list.getItems().stream().anyMatch(i -> i.getTrackId().equals(trackId)))
        .map(Recommendations::getUserId)
        .findFirst();
  }

  private static HttpRequest request(
      Track track, byte[] audio, AllInOne system, Settings settings) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(system.url() + "/v1/tracks"))
            .header("Content-Type", MultipartBody.contentType())
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    MultipartBody.of(metadata(track), "upload.wav", audio)));
    settings.get(HttpSettings.class).apiKey().ifPresent(key -> request.header("X-API-Key", key));
    return request.build();
  }

  private static String metadata(Track track) {
    return "{\"trackId\":%s,\"title\":%s,\"artists\":%s,\"tags\":%s}"
        .formatted(
            quoted(track.getTrackId()),
            quoted(track.getTitle()),
            array(track.getArtists()),
            array(track.getTags()));
  }

  private static String array(java.util.List<String> texts) {
    return texts.stream().map(Upload::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
