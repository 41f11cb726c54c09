// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.chaos.model.Finding;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Asks over HTTP for what stands on the topics, and compares. */
public final class HttpAnswers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final int port;

  /** Asks the server on this port of loopback. */
  public HttpAnswers(int port) {
    this.port = port;
    this.client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  /** Whether a listener's list over HTTP is the one on the topic. */
  public Optional<Finding> list(Recommendations onTopic) throws IOException, InterruptedException {
    String key = "GET recommendations of '" + onTopic.getUserId() + "'";
    HttpResponse<String> answer = get(onTopic.getUserId(), "recommendations");
    if (answer.statusCode() != 200) {
      return Optional.of(Finding.divergent(key, 200, answer.statusCode() + ": " + answer.body()));
    }
    String expected =
        describe(
            onTopic.getHistoryVersion(),
            onTopic.getItems().stream().map(RecommendedTrack::getTrackId).toList());
    JsonNode json = JSON.readTree(answer.body());
    String found = describe(json.path("historyVersion").asLong(), trackIds(json));
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of(Finding.divergent(key, expected, found));
  }

  /** Whether a listener's history over HTTP counts so many plays of so many tracks. */
  public Optional<Finding> history(String userId, long plays, int tracks)
      throws IOException, InterruptedException {
    String key = "GET history of '" + userId + "'";
    HttpResponse<String> answer = get(userId, "history");
    if (answer.statusCode() != 200) {
      return Optional.of(Finding.divergent(key, 200, answer.statusCode() + ": " + answer.body()));
    }
    JsonNode json = JSON.readTree(answer.body());
    String expected = plays + " plays of " + tracks + " tracks";
    String found =
        json.path("historyVersion").asLong() + " plays of " + trackIds(json).size() + " tracks";
    return expected.equals(found)
        ? Optional.empty()
        : Optional.of(Finding.divergent(key, expected, found));
  }

  private HttpResponse<String> get(String userId, String what)
      throws IOException, InterruptedException {
    String path = URLEncoder.encode(userId, StandardCharsets.UTF_8).replace("+", "%20");
    URI uri = URI.create("http://127.0.0.1:%d/v1/users/%s/%s".formatted(port, path, what));
    return client.send(
        HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> trackIds(JsonNode json) {
    return new ArrayList<>(
        StreamSupport.stream(json.path("items").spliterator(), false)
            .map(item -> item.path("trackId").asText())
            .toList());
  }

  private static String describe(long version, List<String> tracks) {
    return "history version " + version + ", " + tracks;
  }
}
