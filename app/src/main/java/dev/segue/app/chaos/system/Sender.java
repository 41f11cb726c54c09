// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.app.chaos.model.Finding;
import dev.segue.app.chaos.model.Ledger;
import dev.segue.app.chaos.model.Letter;
import dev.segue.app.pipeline.MultipartBody;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrainingRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A right client: it sends a request again, with the same ids, until it is acknowledged or refused,
 * and writes down which. Thread-safe.
 */
public final class Sender {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long BETWEEN_TRIES_MS = 100;
  private static final String PLAY = "application/json";
  private static final String BATCH = "application/x-ndjson";

  private final String url;
  private final HttpClient client;
  private final TopicClient topic;
  private final Topics topics;
  private final Ledger ledger;
  private final Pieces pieces;

  /**
   * Sends over HTTP to a port of loopback, and straight to the topics.
   *
   * @param ledger where acknowledgements are written down
   */
  public Sender(int port, TopicClient topic, Topics topics, Ledger ledger, Pieces pieces) {
    this.url = "http://127.0.0.1:" + port;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    this.topic = topic;
    this.topics = topics;
    this.ledger = ledger;
    this.pieces = pieces;
  }

  /** The promises that were made. */
  public Ledger ledger() {
    return ledger;
  }

  /** The catalogue of topics. */
  public Topics topics() {
    return topics;
  }

  /** One play over HTTP. */
  public void play(PlayEvent play) throws InterruptedException {
    if (accepted(post("/v1/plays", PLAY, json(play).getBytes(StandardCharsets.UTF_8)))) {
      ledger.acknowledged(play);
    }
  }

  /** A play over HTTP that no server should take. */
  public void playThatMustBeRefused(PlayEvent play) throws InterruptedException {
    if (accepted(post("/v1/plays", PLAY, json(play).getBytes(StandardCharsets.UTF_8)))) {
      ledger.violated(Finding.divergent("POST of " + play, "a refusal", "202"));
    }
  }

  /** Plays as one batch. */
  public void batch(List<PlayEvent> plays) throws InterruptedException {
    StringBuilder lines = new StringBuilder();
    plays.forEach(play -> lines.append(json(play)).append('\n'));
    if (accepted(post("/v1/plays", BATCH, lines.toString().getBytes(StandardCharsets.UTF_8)))) {
      plays.forEach(ledger::acknowledged);
    }
  }

  /** Plays straight to the topic. */
  public void toTopic(List<PlayEvent> plays) throws InterruptedException {
    topic.send(plays.stream().map(play -> record(play, null)).toList(), PATIENCE);
    plays.forEach(ledger::acknowledged);
  }

  /**
   * A play straight to the topic with a record timestamp of its own, which the broker may refuse.
   *
   * @param timestamp ms since 1970
   */
  public void toTopic(PlayEvent play, long timestamp) throws InterruptedException {
    record(record(play, timestamp), record -> ledger.acknowledged(play));
  }

  /** A record that nobody can use, straight to a topic: it must end as a dead letter. */
  public void junk(ProducerRecord<byte[], byte[]> junk) throws InterruptedException {
    record(junk, record -> ledger.junk(Letter.of(record.topic(), record.key(), record.value())));
  }

  /** A piece of music as a track. */
  public void upload(String trackId, int piece) throws InterruptedException {
    try {
      Pieces.Piece music = pieces.get(piece);
      if (accepted(upload(trackId, music.bytes()))) {
        ledger.uploaded(trackId, music.sha256(), true);
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot read a composed piece", e);
    }
  }

  /** Bytes that are no audio, as a track. */
  public void uploadJunk(String trackId, byte[] audio) throws InterruptedException {
    if (accepted(upload(trackId, audio))) {
      ledger.uploaded(trackId, "", false);
    }
  }

  /** A takedown. */
  public void takeDown(String trackId) throws InterruptedException {
    String id = URLEncoder.encode(trackId, StandardCharsets.UTF_8);
    if (accepted(send(request("/v1/tracks/" + id).DELETE()))) {
      ledger.takenDown(trackId);
    }
  }

  /** A request for a training round of everything. */
  public void train(String requestId) throws InterruptedException {
    TrainingRequest request =
        new TrainingRequest(
            requestId, Instant.now().truncatedTo(ChronoUnit.MILLIS), List.of(), false);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topics.trainingRequests(),
            requestId.getBytes(StandardCharsets.UTF_8),
            Serdes.TRAINING_REQUEST.toBytes(request));
    topic.send(List.of(record), PATIENCE);
    ledger.training(requestId);
  }

  /**
   * A body that must not be taken, sent once: a server may close the connection instead of an
   * answer.
   */
  public void hostile(String path, String type, byte[] body) throws InterruptedException {
    HttpRequest request =
        request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)).build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2 || status == 500) {
        ledger.violated(Finding.divergent("POST " + path + " of junk", "a refusal", status));
      }
    } catch (IOException e) {
      // The connection was closed: refused all the same.
    }
    ledger.refused();
  }

  private void record(
      ProducerRecord<byte[], byte[]> record, Consumer<ProducerRecord<byte[], byte[]>> taken)
      throws InterruptedException {
    try {
      topic.send(List.of(record), PATIENCE);
      taken.accept(record);
    } catch (TopicClient.RefusedException e) {
      ledger.refused();
    }
  }

  private ProducerRecord<byte[], byte[]> record(PlayEvent play, Long timestamp) {
    return new ProducerRecord<>(
        topics.plays(),
        null,
        timestamp,
        play.getUserId().getBytes(StandardCharsets.UTF_8),
        Serdes.PLAY_EVENT.toBytes(play));
  }

  private HttpResponse<String> upload(String trackId, byte[] audio) throws InterruptedException {
    ObjectNode metadata = JSON.createObjectNode().put("trackId", trackId).put("title", trackId);
    byte[] body = MultipartBody.of(metadata.toString(), "piece.wav", audio);
    return post("/v1/tracks", MultipartBody.contentType(), body);
  }

  private HttpResponse<String> post(String path, String type, byte[] body)
      throws InterruptedException {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER);
  }

  /** The first answer that is final. */
  private HttpResponse<String> send(HttpRequest.Builder builder) throws InterruptedException {
    HttpRequest request = builder.build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String last = "no answer";
    while (System.nanoTime() < deadline) {
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (isFinal(answer.statusCode())) {
          return answer;
        }
        last = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() == 500) {
          ledger.violated(
              Finding.divergent(
                  request.method() + ' ' + request.uri().getPath(), "no status 500", last));
        }
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(BETWEEN_TRIES_MS);
    }
    throw new IllegalStateException(
        "%s %s was neither acknowledged nor refused within %d min: %s"
            .formatted(request.method(), request.uri().getPath(), PATIENCE.toMinutes(), last));
  }

  /** Too many requests and everything that the server says of itself can pass. */
  private static boolean isFinal(int status) {
    return status < 500 && status != 408 && status != 429;
  }

  private boolean accepted(HttpResponse<String> answer) {
    boolean accepted = answer.statusCode() / 100 == 2;
    if (!accepted) {
      ledger.refused();
    }
    return accepted;
  }

  private static String json(PlayEvent play) {
    ObjectNode json = JSON.createObjectNode();
    json.put("eventId", play.getEventId());
    json.put("userId", play.getUserId());
    json.put("trackId", play.getTrackId());
    json.put("playedAt", play.getPlayedAt().toString());
    json.put("playedMs", play.getPlayedMs());
    json.put("trackMs", play.getTrackMs());
    if (play.getFeedback() != null) {
      json.put("feedback", play.getFeedback().name().toLowerCase(Locale.ROOT));
    }
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a play as JSON", e);
    }
  }
}
