// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand malformed inputs at every door: none stops anything, none is lost. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MalformedInputIT {
  private static final int EVENTS = 5_000;
  private static final int BODIES = 3_000;
  private static final int TRACK_RECORDS = 1_500;
  private static final int AUDIO_FILES = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  private static AllInOne system;
  private static KafkaSettings kafka;
  private static Topics topics;
  private final Random random = new Random(20);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    Settings settings =
        Components.settings()
            .values(Map.of("broker.port", "0", "http.port", "0", "trainer.interval", "PT0S"))
            .build();
    system = AllInOne.start(settings, folder.resolve("data"));
    system.awaitReady(Duration.ofMinutes(5));
    kafka = system.kafka();
    topics = system.topics();
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @Test
  @Order(1)
  void countsOrDeadLettersEveryPlayRecord() throws Exception {
    Set<String> valid = new HashSet<>();
    int refused = 0;
    try (var producer = producer()) {
      for (int i = 0; i < EVENTS; i++) {
        byte[] value = mutated(Serdes.PLAY_EVENT.toBytes(play(i)));
        byte[] key = ("u" + i % 50).getBytes(StandardCharsets.UTF_8);
        send(producer, topics.plays(), key, value);
        String identity = usable(key, value);
        if (identity == null) {
          refused++;
        } else {
          valid.add(identity);
        }
      }
      producer.flush();
    }
    assertThat(refused).as("most are malformed").isGreaterThan(EVENTS / 2);
    int deadLetters = refused;
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(count(topics.deadLetters(topics.plays()))).isEqualTo(deadLetters);
              assertThat(countedPlays()).isEqualTo(valid.size());
            });
    assertAllUp();
  }

  @Test
  @Order(2)
  void answersEveryBodyWithAcceptedOrRefused() throws Exception {
    long before = countedPlays();
    Set<String> accepted = new HashSet<>();
    Map<Integer, Integer> answers = new TreeMap<>();
    for (int i = 0; i < BODIES; i++) {
      byte[] body =
          mutated(
              "{\"eventId\":\"h%d\",\"userId\":\"web\",\"trackId\":\"t%d\",\"playedAt\":\"2025-01-01T00:00:00Z\"}"
                  .formatted(i, i % 9)
                  .getBytes(StandardCharsets.UTF_8));
      HttpResponse<String> answer = post("/v1/plays", "application/json", body);
      answers.merge(answer.statusCode(), 1, Integer::sum);
      if (answer.statusCode() == 202) {
        // A mutation may leave two bodies with one event id of one listener: they count once.
        accepted.add(identity(body, answer.body()));
      }
    }
    assertThat(answers.keySet()).isSubsetOf(202, 400, 413, 415);
    assertThat(accepted).hasSizeBetween(1, BODIES / 2);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(countedPlays() - before).isEqualTo(accepted.size()));
    assertAllUp();
  }

  @Test
  @Order(3)
  void embedsOrDeadLettersEveryTrackRecord() throws Exception {
    Map<String, Integer> letters = new TreeMap<>();
    try (var producer = producer()) {
      for (int i = 0; i < TRACK_RECORDS; i++) {
        String key = "r" + i;
        Track track =
            Track.newBuilder()
                .setTrackId(key)
                .setAudioUri("audio/none-" + i + ".wav")
                .setAudioSha256("0".repeat(64))
                .build();
        byte[] value = mutated(Serdes.TRACK.toBytes(track));
        send(producer, topics.tracks(), key.getBytes(StandardCharsets.UTF_8), value);
        letters.put(key, lettersFor(key, value));
      }
      producer.flush();
    }
    assertThat(letters.values()).contains(1, 2);
    letters.values().removeIf(count -> count == 0);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lettersOf("r")).isEqualTo(letters));
    assertThat(count(topics.trackEmbeddings("mfcc"))).isZero();
    assertAllUp();
  }

  @Test
  @Order(4)
  void embedsOrDeadLettersEveryUploadedFile() throws Exception {
    long lettersBefore = lettersOf("a").size();
    int accepted = 0;
    for (int i = 0; i < AUDIO_FILES; i++) {
      byte[] audio = i % 10 == 0 ? wav() : mutated(wav());
      int status = upload("a" + i, audio);
      assertThat(status).isIn(202, 400, 413);
      accepted += status == 202 ? 1 : 0;
    }
    long wanted = accepted;
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        count(topics.trackEmbeddings("mfcc"))
                            + lettersOf("a").size()
                            - lettersBefore)
                    .isEqualTo(wanted));
    assertThat(count(topics.trackEmbeddings("mfcc"))).isGreaterThanOrEqualTo(AUDIO_FILES / 10);
    assertAllUp();
  }

  private static void assertAllUp() {
    assertThat(system.health()).allSatisfy((part, health) -> assertThat(health.up()).isTrue());
    assertThat(system.health().values()).extracting(Health::up).containsOnly(true);
  }

  private static PlayEvent play(int i) {
    return PlayEvent.newBuilder()
        .setEventId("e" + i)
        .setUserId("u" + i % 50)
        .setTrackId("t" + i % 300)
        .setPlayedAt(Instant.ofEpochSecond(1_700_000_000L + i))
        .build();
  }

  /** Who and which event, if the record can be used; null if not. */
  private static String usable(byte[] key, byte[] value) {
    try {
      PlayEvent play = Serdes.PLAY_EVENT.fromBytes(value);
      return play == null
              || Plays.problem(play, Instant.now()).isPresent()
              || !play.getUserId().equals(new String(key, StandardCharsets.UTF_8))
          ? null
          : play.getUserId() + '\u0000' + play.getEventId();
    } catch (SerializationException e) {
      return null;
    }
  }

  /** Listener and event of an accepted body; an event that had no id was given one. */
  private static String identity(byte[] body, String answer) throws IOException {
    JsonNode play = new ObjectMapper().readTree(new String(body, StandardCharsets.UTF_8));
    String eventId = new ObjectMapper().readTree(answer).get("eventId").asText();
    return play.get("userId").asText() + '\u0000' + eventId;
  }

  /** Two read each record: the embedder, which finds no audio, and serving, which needs none. */
  private static int lettersFor(String key, byte[] value) {
    try {
      Track track = Serdes.TRACK.fromBytes(value);
      if (!track.getTrackId().equals(key)) {
        return 2;
      }
      return track.getAudioUri() == null ? 0 : 1;
    } catch (SerializationException e) {
      return 2;
    }
  }

  /** Bits flipped, cut off, random, repeated, or rarely left as they are. */
  private byte[] mutated(byte[] bytes) {
    byte[] copy = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
      case 2 -> random.nextBytes(copy);
      case 3 -> {
        copy = new byte[random.nextInt(200)];
        random.nextBytes(copy);
      }
      case 4 -> {
        int at = random.nextInt(copy.length);
        Arrays.fill(copy, at, copy.length, (byte) random.nextInt(256));
      }
      default -> {
        return copy;
      }
    }
    return copy;
  }

  private static byte[] wav() {
    int rate = 8000;
    ByteBuffer wav = ByteBuffer.allocate(44 + 2 * rate).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * rate);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
    wav.putShort((short) 2).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * rate);
    for (int i = 0; i < rate; i++) {
      wav.putShort((short) (8000 * Math.sin(i * 0.3)));
    }
    return wav.array();
  }

  private int upload(String trackId, byte[] audio) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    part(
        body,
        "metadata\"",
        "application/json",
        ("{\"trackId\":\"" + trackId + "\"}").getBytes(StandardCharsets.UTF_8));
    part(body, "audio\"; filename=\"a.wav\"", "audio/wav", audio);
    body.write("--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return post("/v1/tracks", "multipart/form-data; boundary=b", body.toByteArray()).statusCode();
  }

  private static void part(ByteArrayOutputStream body, String name, String type, byte[] bytes)
      throws IOException {
    body.write(
        "--b\r\nContent-Disposition: form-data; name=\"%s\r\nContent-Type: %s\r\n\r\n"
            .formatted(name, type)
            .getBytes(StandardCharsets.UTF_8));
    body.write(bytes);
    body.write("\r\n".getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(system.url() + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        kafka.producer(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, byte[] key, byte[] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(topic, key, value),
            (metadata, failure) -> assertThat(failure).isNull());
  }

  /** The records of a topic; the embedder withdraws what it refused by a tombstone. */
  private static long count(String topic) throws Exception {
    long[] count = {0};
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(topic, record -> count[0] += record.value() == null ? 0 : 1);
    return count[0];
  }

  /** Dead letters of the tracks topic by key. */
  private static Map<String, Integer> lettersOf(String prefix) throws Exception {
    Map<String, Integer> keys = new TreeMap<>();
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(
            topics.deadLetters(topics.tracks()),
            record -> {
              String key = new String(record.key(), StandardCharsets.UTF_8);
              if (key.startsWith(prefix)) {
                keys.merge(key, 1, Integer::sum);
              }
            });
    return keys;
  }

  private static long countedPlays() throws Exception {
    Map<String, HistoryEntry> latest = new HashMap<>();
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(
            topics.userHistories(),
            record -> {
              HistoryEntry entry = Serdes.HISTORY_ENTRY.fromBytes(record.value());
              latest.put(entry.getUserId() + '\u0000' + entry.getTrackId(), entry);
            });
    return latest.values().stream().mapToLong(HistoryEntry::getPlays).sum();
  }
}
