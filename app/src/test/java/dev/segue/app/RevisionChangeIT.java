// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.Vectors;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What embeddings of another revision, and embeddings of no use, do to the whole system. */
@Timeout(900)
class RevisionChangeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String KNN = "knn";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void hearsEverythingAgainWithAnotherClip() throws Exception {
    List<DemoTrack> tracks =
        DemoCatalogue.compose(folder.resolve("music"), 7, 1, Progress.SILENT).subList(0, 6);
    try (AllInOne all = start(Map.of())) {
      for (DemoTrack track : tracks) {
        publish(all, track, track.track().getTrackId());
      }
      await().atMost(PATIENCE).until(() -> vectors(all).path("tracks").asInt() == tracks.size());
      assertThat(vectors(all).path("revision").asText()).isEqualTo("mfcc104-v2/104");
    }
    try (AllInOne all = start(Map.of("embedder.clip", "first:1s"))) {
      publish(all, tracks.get(0), "the-same");
      await()
          .atMost(PATIENCE)
          .until(() -> vectors(all).path("tracks").asInt() == tracks.size() + 1);
      assertThat(vectors(all).path("revision").asText()).isEqualTo("mfcc104-v2-first:PT1S/104");
      JsonNode nearest = get(all, "/v1/tracks/the-same/similar").path("items").path(0);
      assertThat(nearest.path("trackId").asText()).isEqualTo(tracks.get(0).track().getTrackId());
      assertThat(nearest.path("score").floatValue()).isGreaterThan(0.9999f);
      await().atMost(PATIENCE).until(() -> all.health().get("embedder").detail().equals("up"));
    }
    try (AllInOne all = start(Map.of())) {
      // Who returns must hear everything again, too: the topic has the vectors of the other clip.
      await()
          .atMost(PATIENCE)
          .until(() -> vectors(all).path("revision").asText().equals("mfcc104-v2/104"));
      assertThat(vectors(all).path("tracks").asInt()).isEqualTo(tracks.size() + 1);
      assertThat(vectors(all).path("next").isNull()).isTrue();
    }
  }

  @Test
  void trainsAndServesWithTheSameVectorsWhateverElseIsOnTheTopic() throws Exception {
    Map<String, byte[]> useless = useless();
    int good = 30;
    Settings settings = settings(Map.of("trainer.algorithms", KNN, "serving.model", KNN));
    try (AllInOne all = AllInOne.start(settings, folder.resolve("data"));
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                all.kafka().producer(Map.of()), new StringSerializer(), new ByteArraySerializer());
        TrainingRequests requests =
            TrainingRequests.connect(
                settings.get(TrainerSettings.class), all.kafka(), all.topics())) {
      String topic = all.topics().trackEmbeddings("mfcc");
      for (Map.Entry<String, byte[]> record : useless.entrySet()) {
        // The newest record counts, also where it is of no use.
        byte[] first = usable(record.getKey(), 0);
        producer.send(new ProducerRecord<>(topic, record.getKey(), first)).get();
        producer.send(new ProducerRecord<>(topic, record.getKey(), record.getValue())).get();
      }
      for (int i = 0; i < good; i++) {
        producer.send(new ProducerRecord<>(topic, "good" + i, usable("good" + i, i))).get();
      }
      for (int i = 0; i < 100; i++) {
        producer.send(play(all, i, new ArrayList<>(useless.keySet()))).get();
      }
      requests.awaitCounted(PATIENCE);
      TrainingReport report =
          requests.await(requests.request(List.of(KNN), false), PATIENCE).get(0);
      assertThat(report.getOutcome()).as(report.getDetail()).isEqualTo("released");
      assertThat(report.getMetrics()).containsEntry("vectorsLeftOut", (double) useless.size());
      await().atMost(PATIENCE).until(() -> vectors(all).path("tracks").asInt() == good);
      await()
          .atMost(PATIENCE)
          .until(() -> all.health().get("serving").detail().contains("knn version 1 serves"));
      String metrics =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(all.url() + "/metrics")).build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(metrics)
          .contains(
              "segue_serving_dead_letters_total{topic=\"%s\"} %s"
                  .formatted(topic, (double) useless.size()));
    }
  }

  private static Map<String, byte[]> useless() {
    Map<String, byte[]> records = new HashMap<>();
    float[][] vectors = {
      {3e38f, 1, 1, 1},
      {(float) 2e15, 1, 1, 1},
      {-(float) 1e10, 1, 1, 1},
      {Float.NaN, 1, 1, 1},
      {Float.NEGATIVE_INFINITY, 1, 1, 1},
      {0, 0, 0, 0},
      {Float.MIN_VALUE, 0, 0, 0},
      {}
    };
    for (int i = 0; i < vectors.length; i++) {
      String id = "useless" + i;
      records.put(id, record(id, id, vectors[i].length, vectors[i]));
    }
    records.put("cut", record("cut", "cut", 4, new float[] {1, 2, 3}));
    records.put("of-another", record("of-another", "else", 4, new float[] {1, 2, 3, 4}));
    records.put("garbage", new byte[] {1, 2, 3});
    return records;
  }

  private static byte[] usable(String trackId, int seed) {
    Random random = new Random(seed);
    float[] vector = new float[4];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return record(trackId, trackId, vector.length, vector);
  }

  private static byte[] record(String key, String trackId, int dimension, float[] vector) {
    return Serdes.TRACK_EMBEDDING.toBytes(
        TrackEmbedding.newBuilder()
            .setTrackId(trackId)
            .setBackbone("mfcc")
            .setRevision("own")
            .setDimension(dimension)
            .setVector(Vectors.encode(vector))
            .setAudioSha256(key)
            .setEmbeddedAt(Instant.EPOCH)
            .build());
  }

  private static ProducerRecord<String, byte[]> play(AllInOne all, int i, List<String> useless) {
    String user = "u" + i % 10;
    String track = i % 4 == 0 ? useless.get(i / 4 % useless.size()) : "good" + i % 30;
    PlayEvent play =
        PlayEvent.newBuilder()
            .setEventId("e" + i)
            .setUserId(user)
            .setTrackId(track)
            .setPlayedAt(Instant.parse("2024-05-01T12:00:00Z").plusSeconds(i))
            .build();
    return new ProducerRecord<>(all.topics().plays(), user, Serdes.PLAY_EVENT.toBytes(play));
  }

  private AllInOne start(Map<String, String> with) throws Exception {
    AllInOne all = AllInOne.start(settings(with), folder.resolve("data"));
    all.awaitReady(PATIENCE);
    return all;
  }

  private static Settings settings(Map<String, String> with) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "broker.port", "0",
                "http.port", "0",
                "trainer.algorithms", "popularity",
                "serving.model", "popularity"));
    values.putAll(with);
    return Components.settings().values(values).build();
  }

  private static void publish(AllInOne all, DemoTrack track, String trackId) throws Exception {
    try (var producer = Producers.bulk(all.kafka());
        InputStream audio = Files.newInputStream(track.file())) {
      var stored = all.store().put("audio", ".wav", audio);
      new TrackPublisher(producer, all.topics())
          .publish(
              Track.newBuilder(track.track())
                  .setTrackId(trackId)
                  .setAudioUri(stored.name())
                  .setAudioSha256(stored.sha256())
                  .build())
          .join();
    }
  }

  private JsonNode vectors(AllInOne all) throws Exception {
    return get(all, "/v1/models").path("vectors").path(0);
  }

  private JsonNode get(AllInOne all, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(all.url() + path)).build();
    return new ObjectMapper().readTree(client.send(request, BodyHandlers.ofString()).body());
  }
}
