// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.Vectors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole job against a real broker, on a real Flink. */
@Timeout(900)
class TrainerJobIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Platform platform;
  private ObjectStore store;
  private EmbeddedTrainer trainer;

  @BeforeEach
  void startBroker() throws Exception {
    platform = new Platform(folder.resolve("kafka"));
    store = ObjectStore.at(folder.resolve("store"));
  }

  @AfterEach
  void stop() {
    if (trainer != null) {
      trainer.close();
    }
    platform.close();
  }

  @Test
  void sendsWhatIsNoPlayToTheDeadLettersAndGoesOn() throws Exception {
    List<PlayEvent> plays = RandomPlays.of(1, 50, 5, 10);
    PlayEvent foreign = RandomPlays.of(2, 1, 1, 1).get(0);
    PlayEvent nameless =
        PlayEvent.newBuilder(RandomPlays.of(3, 1, 1, 1).get(0)).setTrackId("").build();
    PlayEvent late =
        PlayEvent.newBuilder(RandomPlays.of(3, 1, 1, 1).get(0))
            .setPlayedAt(Instant.now().plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS))
            .build();
    byte[] noise = "noise".getBytes(StandardCharsets.UTF_8);
    platform.send(platform.topics.plays(), "u1", noise).get();
    platform.send(platform.topics.plays(), "", null).get();
    platform.send(platform.topics.plays(), "other", Serdes.PLAY_EVENT.toBytes(foreign)).get();
    platform.send(platform.topics.plays(), "u0", Serdes.PLAY_EVENT.toBytes(nameless)).get();
    platform.send(platform.topics.plays(), "u0", Serdes.PLAY_EVENT.toBytes(late)).get();
    platform.send(platform.topics.trainingRequests(), "r", noise).get();
    platform.publish(plays);
    start(Map.of());
    awaitCounted();

    assertThat(histories()).isEqualTo(ReferenceHistories.of(plays));
    List<ConsumerRecord<byte[], byte[]>> dead =
        platform.read(platform.topics.deadLetters(platform.topics.plays()));
    assertThat(dead)
        .extracting(record -> header(record, DeadLetters.MESSAGE))
        .hasSize(5)
        .anyMatch(message -> message.contains("not a readable PlayEvent"))
        .anyMatch(message -> message.contains("tombstone"))
        .anyMatch(message -> message.contains("not the UTF-8 of its userId"))
        .anyMatch(message -> message.contains("trackId is missing"))
        .anyMatch(message -> message.contains("ahead of the clock here"));
    assertThat(dead).anyMatch(record -> Arrays.equals(record.value(), noise));
    await()
        .atMost(SOON)
        .until(
            () ->
                platform
                        .read(platform.topics.deadLetters(platform.topics.trainingRequests()))
                        .size()
                    == 1);
    assertThat(trainer.check().up()).isTrue();
  }

  @Test
  void erasesAListenerWhoseTombstoneComesAndCountsLaterPlaysAsThoseOfANewOne() throws Exception {
    List<PlayEvent> plays = RandomPlays.of(11, 400, 5, 20);
    List<PlayEvent> later = RandomPlays.of(12, 40, 5, 20);
    platform.publish(plays);
    platform.send(platform.topics.plays(), "u1", null).get();
    platform.publish(later);
    start(Map.of());
    awaitCounted();

    List<PlayEvent> kept = new ArrayList<>(plays);
    kept.removeIf(play -> play.getUserId().equals("u1"));
    kept.addAll(later);
    assertThat(plays).anyMatch(play -> play.getUserId().equals("u1"));
    assertThat(histories()).isEqualTo(ReferenceHistories.of(kept));
  }

  @Test
  void countsEveryPlayOnceAcrossARestart() throws Exception {
    List<PlayEvent> plays = RandomPlays.of(4, 4000, 40, 60);
    platform.publish(plays.subList(0, 2500));
    start(Map.of());
    awaitCounted();
    trainer.close();
    // Half of what was counted is sent again, mixed with what is new.
    List<PlayEvent> second = new ArrayList<>(plays.subList(1000, 4000));
    Collections.shuffle(second, new Random(5));
    platform.publish(second);
    start(Map.of());
    awaitCounted();

    assertThat(histories()).isEqualTo(ReferenceHistories.of(plays));
  }

  @Test
  void keepsAllEntriesOfAListenerInThePartitionOfTheirPlays() throws Exception {
    platform.publish(RandomPlays.of(6, 500, 20, 30));
    start(Map.of());
    awaitCounted();
    int partitions = platform.topics.partitions();
    for (ConsumerRecord<byte[], byte[]> record : platform.read(platform.topics.userHistories())) {
      HistoryKey key = HistoryKey.parse(new String(record.key(), StandardCharsets.UTF_8));
      assertThat(record.partition()).isEqualTo(HistoryKey.partition(key.userId(), partitions));
    }
  }

  @Test
  void startsFromTheCheckpointBeforeADamagedOne() throws Exception {
    List<PlayEvent> plays = RandomPlays.of(7, 800, 20, 30);
    platform.publish(plays);
    start(Map.of());
    awaitCounted();
    await().atMost(SOON).until(() -> trainer.checkpoints() >= 3);
    trainer.close();
    truncate(newestMetadata());
    start(Map.of());
    platform.publish(plays);
    awaitCounted();
    assertThat(histories()).isEqualTo(ReferenceHistories.of(plays));
    assertThat(trainer.check().up()).isTrue();
  }

  @Test
  void releasesEveryAlgorithmOfARound() throws Exception {
    platform.publish(RandomPlays.of(8, 6000, 60, 80));
    publishEmbeddings(80);
    start(Map.of());
    awaitCounted();
    List<TrainingReport> reports = train(List.of());

    assertThat(reports)
        .extracting(TrainingReport::getAlgorithm)
        .containsExactly("popularity", "item-item-recent", "knn", "fusion");
    assertThat(reports).extracting(TrainingReport::getOutcome).containsOnly("released");
    Map<String, ModelRelease> releases = releases();
    assertThat(releases).hasSize(4);
    for (ModelRelease release : releases.values()) {
      assertThat(release.getMetrics()).containsKeys("ndcg", "ndcg.low", "ndcg.high", "hitRate");
      Artifact artifact =
          Artifact.open(store.resolve(release.getArtifactUri()), release.getArtifactSha256());
      try (Recommender loaded = Algorithms.load(artifact, TrackVectors.NONE)) {
        assertThat(loaded.algorithm()).isEqualTo(release.getName());
      }
    }
    assertThat(releases.get("knn").getBackbone()).isEqualTo("mfcc");
    assertThat(releases.get("popularity").getBackbone()).isNull();
  }

  @Test
  void reportsWhatFailedAndReleasesTheRest() throws Exception {
    platform.publish(RandomPlays.of(9, 500, 10, 20));
    start(Map.of());
    awaitCounted();
    List<TrainingReport> reports = train(List.of("knn", "popularty", "popularity", "fusion"));

    assertThat(reports)
        .extracting(TrainingReport::getOutcome)
        .containsExactly("failed", "failed", "released", "released");
    // Where nothing can be heard, the plays are enough.
    assertThat(releases().get("fusion").getBackbone()).isNull();
    assertThat(reports.get(0).getDetail()).contains("no track has an embedding", "embedder");
    assertThat(reports.get(1).getDetail()).contains("popularity");
    assertThat(trainer.check().up()).isTrue();
  }

  @Test
  void releasesARoundOnceWhenItIsStoppedInTheMiddle() throws Exception {
    platform.publish(RandomPlays.of(10, 3000, 50, 60));
    start(Map.of());
    awaitCounted();
    try (TrainingRequests requests = requests()) {
      String id = requests.request(List.of("popularity", "item-item", "popularity-30d"), false);
      await().atMost(SOON).until(() -> Files.exists(store.resolve("rounds/1")));
      trainer.close();
      start(Map.of());
      assertThat(requests.await(id, SOON)).hasSize(3);
    }
    await().atMost(SOON).until(() -> trainer.checkpoints() >= 2);
    assertThat(
            platform.read(platform.topics.modelReleases()).stream()
                .map(record -> Serdes.MODEL_RELEASE.fromBytes(record.value()))
                .map(ModelRelease::getName))
        .containsExactlyInAnyOrder("popularity", "item-item", "popularity-30d");
    assertThat(platform.read(platform.topics.trainingReports())).hasSize(3);
  }

  @Test
  void trainsByItselfAfterANumberOfPlays() throws Exception {
    start(Map.of("trainer.plays", "100", "trainer.algorithms", "popularity"));
    platform.publish(RandomPlays.of(11, 300, 10, 20));
    await().atMost(SOON).until(() -> !releases().isEmpty());
    assertThat(releases().get("popularity").getVersion()).isPositive();
  }

  @Test
  void countsThePlaysOfAPlatformThatPublishesInTransactions() throws Exception {
    List<PlayEvent> plays = RandomPlays.of(13, 60, 5, 10);
    start(Map.of());
    try (KafkaProducer<byte[], byte[]> producer = platform.transactional()) {
      for (PlayEvent play : plays) {
        producer.beginTransaction();
        platform.publish(producer, List.of(play));
        producer.commitTransaction();
      }
      producer.beginTransaction();
      platform.publish(producer, RandomPlays.of(14, 20, 5, 10));
      producer.abortTransaction();
      awaitCounted();

      producer.beginTransaction();
      platform.publish(producer, RandomPlays.of(15, 20, 5, 10));
      awaitCounted();
      assertThat(histories()).isEqualTo(ReferenceHistories.of(plays));
    }
  }

  @Test
  void trainsTheListOfTheTrainerAndNotThatOfTheCaller() throws Exception {
    platform.publish(RandomPlays.of(16, 300, 10, 20));
    start(Map.of("trainer.algorithms", "item-item,popularity"));
    awaitCounted();
    assertThat(train(List.of()))
        .extracting(TrainingReport::getAlgorithm)
        .containsExactly("item-item", "popularity");
  }

  @Test
  void saysWhatIsMissingWhenTheTimeIsOver() throws Exception {
    platform.publish(RandomPlays.of(12, 10, 2, 3));
    try (TrainingRequests requests = requests()) {
      assertThatThrownBy(() -> requests.awaitCounted(Duration.ofMillis(300)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("10 plays");
      String id = requests.request(List.of("popularity"), false);
      assertThatThrownBy(() -> requests.await(id, Duration.ofMillis(300)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("popularity");
    }
  }

  private void start(Map<String, String> overrides) throws Exception {
    trainer =
        EmbeddedTrainer.start(
            settings(overrides), platform.kafka, platform.topics, store, folder.resolve("flink"));
  }

  private static TrainerSettings settings(Map<String, String> overrides) {
    Map<String, String> values = new HashMap<>(Map.of("trainer.checkpoint-interval", "PT0.3S"));
    values.putAll(overrides);
    return Settings.of(TrainerSettings.class, values);
  }

  private TrainingRequests requests() {
    return TrainingRequests.connect(settings(Map.of()), platform.kafka, platform.topics);
  }

  private void awaitCounted() throws Exception {
    try (TrainingRequests requests = requests()) {
      requests.awaitCounted(SOON);
    }
  }

  private List<TrainingReport> train(List<String> algorithms) throws Exception {
    try (TrainingRequests requests = requests()) {
      return requests.await(requests.request(algorithms, false), SOON);
    }
  }

  /** As a compacted topic would hold them. */
  private Map<String, HistoryEntry> histories() {
    Map<String, HistoryEntry> entries = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : platform.read(platform.topics.userHistories())) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      HistoryEntry entry = Serdes.HISTORY_ENTRY.fromBytes(record.value());
      if (entry == null) {
        entries.remove(key);
      } else {
        entries.put(key, HistoryEntry.newBuilder(entry).setLastEventId(null).build());
      }
    }
    return entries;
  }

  private Map<String, ModelRelease> releases() {
    Map<String, ModelRelease> releases = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : platform.read(platform.topics.modelReleases())) {
      ModelRelease release = Serdes.MODEL_RELEASE.fromBytes(record.value());
      releases.put(release.getName(), release);
    }
    return releases;
  }

  private void publishEmbeddings(int tracks) throws Exception {
    Random random = new Random(13);
    for (int track = 0; track < tracks; track++) {
      float[] vector = new float[8];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextFloat() - 0.5f;
      }
      TrackEmbedding embedding =
          new TrackEmbedding(
              "t" + track, "mfcc", "1", 8, Vectors.encode(vector), "0".repeat(64), Instant.EPOCH);
      platform
          .send(
              platform.topics.trackEmbeddings("mfcc"),
              "t" + track,
              Serdes.TRACK_EMBEDDING.toBytes(embedding))
          .get();
    }
  }

  private Path newestMetadata() throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("flink/checkpoints"))) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow();
    }
  }

  private static void truncate(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
