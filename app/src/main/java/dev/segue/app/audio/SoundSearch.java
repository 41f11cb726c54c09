// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.app.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a running system which of its tracks sound most like an audio file. */
public final class SoundSearch {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A long file through a large network takes its time. */
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private final URI serving;
  private final URI embedder;
  private final Optional<String> apiKey;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * Asks these servers, which are the same in the all-in-one process.
   *
   * @param serving that knows the tracks' vectors
   * @param embedder that hears the file
   */
  public SoundSearch(URI serving, URI embedder, Optional<String> apiKey) {
    this.serving = serving;
    this.embedder = embedder;
    this.apiKey = apiKey;
  }

  /**
   * The nearest tracks, best first, as {@code POST /v1/similar} answers them.
   *
   * @throws UserError if there is no such file or server, or it refuses the question; the message
   *     says why
   */
  public JsonNode nearest(Path audio, int limit) throws IOException, InterruptedException {
    JsonNode heard = post(embedder, "/v1/embeddings", "application/octet-stream", body(audio));
    ObjectNode question = JSON.createObjectNode();
    question.set("vector", heard.path("vector"));
    question.set("backbone", heard.path("backbone"));
    if (heard.hasNonNull("revision")) {
      question.set("revision", heard.path("revision"));
    }
    question.put("limit", limit);
    BodyPublisher text = BodyPublishers.ofString(JSON.writeValueAsString(question));
    return post(serving, "/v1/similar", "application/json", text).path("items");
  }

  private static BodyPublisher body(Path audio) {
    try {
      return BodyPublishers.ofFile(audio);
    } catch (FileNotFoundException e) {
      throw new UserError("there is no file " + audio, e);
    }
  }

  private JsonNode post(URI server, String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWER).header("Content-Type", type);
    apiKey.ifPresent(key -> request.header("X-API-Key", key));
    HttpResponse<String> response;
    try {
      response = client.send(request.POST(body).build(), BodyHandlers.ofString());
    } catch (ConnectException | HttpTimeoutException e) {
      throw new UserError(
          "nothing answers at %s; start one with 'segue up', or name it with --url"
              .formatted(server),
          e);
    }
    if (response.statusCode() != 200) {
      throw new UserError("%s: %s".formatted(server.resolve(path), problem(response)));
    }
    return JSON.readTree(response.body());
  }

  /** The detail of a problem, or the status of an answer that is none. */
  private static String problem(HttpResponse<String> response) {
    String unknown = "it answers " + response.statusCode() + "; is this a server of Segue?";
    try {
      return JSON.readTree(response.body()).path("detail").asText(unknown);
    } catch (JsonProcessingException e) {
      return unknown;
    }
  }
}
