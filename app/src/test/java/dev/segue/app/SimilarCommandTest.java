// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SimilarCommandTest {
  private static final String HEARD =
      """
      {"backbone": "mfcc", "revision": "1", "dimension": 2, "vector": [0.5, 2]}
      """;
  private static final String NEAR =
      """
      {"items": [{"trackId": "t1", "title": "One", "artists": ["Ann", "Bob"], "score": 0.75},
                 {"trackId": "t2", "artists": [], "score": 0.5}]}
      """;

  @RegisterExtension final CommandRun command = new CommandRun();
  @TempDir Path folder;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;
  private Path clip;

  @BeforeEach
  void start() throws IOException {
    clip = Files.writeString(folder.resolve("clip.wav"), "a sound");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void exitsWith2WhenItIsCalledWrongly() {
    assertThat(similar(clip, "--url", "localhost")).isEqualTo(2);
    assertThat(similar(clip, "--url", url(), "--k", 0)).isEqualTo(2);
    assertThat(command.errors()).contains("write one like http://127.0.0.1:8080", "--k");
  }

  @Test
  void saysThatNothingAnswers() {
    server.stop(0);
    assertThat(similar(clip, "--url", url())).isEqualTo(1);
    assertThat(command.errors()).contains("nothing answers at " + url(), "'segue up'", "--url");
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThat(similar(folder.resolve("gone.wav"), "--url", url())).isEqualTo(1);
    assertThat(command.errors()).contains("there is no file").contains("gone.wav");
  }

  @Test
  void saysWhyTheClipIsRefused() {
    answer("/v1/embeddings", 415, "{\"detail\": \"not in an audio format\"}");
    assertThat(similar(clip, "--url", url())).isEqualTo(1);
    assertThat(command.errors()).contains("/v1/embeddings: not in an audio format");
  }

  @Test
  void doubtsAServerThatKnowsNothingOfIt() {
    answer("/", 404, "<html>");
    assertThat(similar(clip, "--url", url())).isEqualTo(1);
    assertThat(command.errors()).contains("it answers 404; is this a server of Segue?");
  }

  @Test
  void saysThatNoTrackWasListenedTo() {
    answer("/v1/embeddings", 200, HEARD);
    answer("/v1/similar", 200, "{\"items\": []}");
    assertThat(similar(clip, "--url", url())).isZero();
    assertThat(command.printed()).contains("no track of the catalogue was listened to yet");
  }

  @Test
  void printsTheNearestTracks() throws Exception {
    answer("/v1/embeddings", 200, HEARD);
    answer("/v1/similar", 200, NEAR);
    assertThat(similar(clip, "--url", url() + "/", "--k", 2, "--set", "http.api-key=secret"))
        .isZero();
    assertThat(command.printed().lines())
        .containsExactly("0.7500  t1  One  Ann, Bob", "0.5000  t2");
    assertThat(asked.get(0)).isEqualTo("/v1/embeddings secret a sound");
    assertThat(asked.get(1)).startsWith("/v1/similar secret ");
    assertThat(new JsonMapper().readTree(asked.get(1).split(" ", 3)[2]))
        .isEqualTo(
            new JsonMapper()
                .readTree(
                    "{\"vector\": [0.5, 2], \"backbone\": \"mfcc\", \"revision\": \"1\", \"limit\":"
                        + " 2}"));
  }

  @Test
  void printsThemAsJson() throws Exception {
    answer("/v1/embeddings", 200, HEARD);
    answer("/v1/similar", 200, NEAR);
    assertThat(similar(clip, "--url", url(), "--output", "json")).isZero();
    assertThat(new JsonMapper().readTree(command.printed()).at("/1/trackId").asText())
        .isEqualTo("t2");
  }

  @Test
  void asksAnEmbedderOfItsOwn() {
    answer("/v1/similar", 200, NEAR);
    assertThat(similar(clip, "--url", url(), "--embedder", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(command.errors()).contains("nothing answers at http://127.0.0.1:1");
  }

  private int similar(Path file, Object... more) {
    List<Object> args = new ArrayList<>(List.of("similar", file));
    args.addAll(List.of(more));
    return command.in(folder.resolve("data"), args.toArray());
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(String path, int status, String body) {
    server.createContext(path, exchange -> answer(exchange, status, body));
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      String question =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String key = exchange.getRequestHeaders().getFirst("X-API-Key");
      asked.add(exchange.getRequestURI() + " " + key + " " + question);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
