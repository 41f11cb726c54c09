// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.training.TrainingLoop;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.Vectors;
import dev.segue.trainer.histories.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Networks, trained by the whole job. */
@Timeout(900)
class NeuralTrainingIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final int TRACKS = 60;

  private static final Map<String, String> SMALL =
      Map.of("width", "16", "length", "20", "negatives", "16", "learning-rate", "0.01");

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
  void releasesNetworksBesideTheOthersAndGoesOnFromThemInTheNextRound() throws Exception {
    platform.publish(RandomPlays.of(1, 4000, 60, TRACKS));
    publishEmbeddings();
    Map<String, String> settings = gsasrec(Map.of("content", "true", "epochs", "3"));
    settings.put("trainer.algorithm.shallownet.epochs", "3");
    start(settings);
    List<TrainingReport> first = train("item-item", "gsasrec", "shallownet");
    platform.publish(later(RandomPlays.of(2, 1000, 60, TRACKS)));
    List<TrainingReport> second = train("item-item", "gsasrec", "shallownet");

    assertThat(Stream.of(first, second).flatMap(List::stream))
        .extracting(TrainingReport::getOutcome)
        .containsOnly("released");
    for (String network : List.of("gsasrec", "shallownet")) {
      assertThat(loss(second, network)).as(network).isLessThan(loss(first, network));
    }
    Map<String, ModelRelease> releases = releases();
    assertThat(releases.get("item-item").getBackbone()).isNull();
    assertThat(List.of(releases.get("gsasrec"), releases.get("shallownet")))
        .allSatisfy(release -> assertThat(release.getBackbone()).isEqualTo("mfcc"))
        .allSatisfy(release -> assertThat(release.getVersion()).isEqualTo(2))
        .allSatisfy(release -> assertThat(release.getMetrics()).containsKeys("championNdcg"))
        .allSatisfy(NeuralTrainingIT.this::loads);
  }

  @Test
  void goesOnWhereItWasStoppedAndGivesTheSameModel() throws Exception {
    Map<String, String> settings = gsasrec(Map.of("epochs", "30", "validation-listeners", "0"));
    platform.publish(RandomPlays.of(3, 4000, 60, TRACKS));
    start(settings);
    try (TrainingRequests requests = requests()) {
      requests.awaitCounted(SOON);
      String id = requests.request(List.of("gsasrec"), false);
      await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(() -> epochOfRelease() >= 3);
      trainer.close();
      int stopped = epochOfRelease();
      ListAppender<ILoggingEvent> log = listen();
      start(settings);
      assertThat(requests.await(id, SOON))
          .extracting(TrainingReport::getOutcome)
          .containsExactly("released");
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .contains("gsasrec goes on at epoch " + stopped);
    }
    assertThat(store.resolve(releases().get("gsasrec").getArtifactUri()).resolve(Artifact.MODEL))
        .hasSameBinaryContentAs(undisturbed(settings));
  }

  @Test
  void reportsANetworkThatTakesTooLongAndReleasesTheOthers() throws Exception {
    platform.publish(RandomPlays.of(4, 2000, 40, TRACKS));
    Map<String, String> settings = gsasrec(Map.of("epochs", "100000", "patience", "100000"));
    settings.put("trainer.training-timeout", "PT3S");
    start(settings);
    List<TrainingReport> reports = train("item-item", "gsasrec", "popularity");

    assertThat(reports)
        .extracting(TrainingReport::getOutcome)
        .containsExactly("released", "failed", "released");
    assertThat(reports.get(1).getDetail()).contains("longer than the PT3S");
    assertThat(store.resolve("rounds/1/checkpoints-gsasrec")).doesNotExist();
    assertThat(trainer.check().up()).isTrue();
  }

  /** The same plays after all the others, or the gate would have nothing to compare on. */
  private static List<PlayEvent> later(List<PlayEvent> plays) {
    return plays.stream()
        .map(
            play ->
                PlayEvent.newBuilder(play)
                    .setPlayedAt(play.getPlayedAt().plus(Duration.ofDays(90)))
                    .build())
        .toList();
  }

  private static Map<String, String> gsasrec(Map<String, String> values) {
    Map<String, String> settings = new HashMap<>();
    SMALL.forEach((key, value) -> settings.put("trainer.algorithm.gsasrec." + key, value));
    values.forEach((key, value) -> settings.put("trainer.algorithm.gsasrec." + key, value));
    return settings;
  }

  private void start(Map<String, String> overrides) throws Exception {
    Map<String, String> values = new HashMap<>(Map.of("trainer.checkpoint-interval", "PT0.3S"));
    values.putAll(overrides);
    trainer =
        EmbeddedTrainer.start(
            Settings.of(TrainerSettings.class, values),
            platform.kafka,
            platform.topics,
            store,
            folder.resolve("flink"));
  }

  private TrainingRequests requests() {
    return TrainingRequests.connect(
        Settings.of(TrainerSettings.class, Map.of()), platform.kafka, platform.topics);
  }

  private List<TrainingReport> train(String... algorithms) throws Exception {
    try (TrainingRequests requests = requests()) {
      requests.awaitCounted(SOON);
      return requests.await(requests.request(List.of(algorithms), false), SOON);
    }
  }

  private static double loss(List<TrainingReport> reports, String algorithm) {
    return reports.stream()
        .filter(report -> report.getAlgorithm().equals(algorithm))
        .mapToDouble(report -> report.getMetrics().get("release.loss"))
        .findFirst()
        .orElseThrow();
  }

  private Map<String, ModelRelease> releases() {
    Map<String, ModelRelease> releases = new HashMap<>();
    platform.read(platform.topics.modelReleases()).stream()
        .map(record -> Serdes.MODEL_RELEASE.fromBytes(record.value()))
        .forEach(release -> releases.put(release.getName(), release));
    return releases;
  }

  private void loads(ModelRelease release) throws IOException {
    Artifact artifact =
        Artifact.open(store.resolve(release.getArtifactUri()), release.getArtifactSha256());
    try (Recommender loaded = Algorithms.load(artifact, TrackVectors.NONE)) {
      assertThat(loaded.algorithm()).isEqualTo(release.getName());
    }
  }

  /** The epoch that the training for the release has saved; 0 before the first. */
  private int epochOfRelease() throws IOException {
    Path file = store.resolve("rounds/1/checkpoints-gsasrec/release/progress.json");
    return Files.exists(file)
        ? new ObjectMapper().readTree(file.toFile()).at("/progress/epoch").asInt()
        : 0;
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ((Logger) LoggerFactory.getLogger(TrainingLoop.class)).addAppender(log);
    return log;
  }

  /** The model file of a training of the round's plays that nobody stopped. */
  private Path undisturbed(Map<String, String> settings) throws Exception {
    Algorithm gsasrec = Algorithms.named("gsasrec");
    String prefix = "trainer.algorithm.gsasrec.";
    Map<String, String> own = new HashMap<>();
    settings.forEach((key, value) -> own.put(key.substring(prefix.length()), value));
    AlgorithmSettings with = new AlgorithmSettings(42, own);
    Path made = folder.resolve("undisturbed");
    try (Recommender model =
        gsasrec.train(playsOfTheRound(), TrackVectors.NONE, with, TrainingListener.SILENT)) {
      Artifact.write(made, gsasrec, model, with, null, Map.of());
    }
    return made.resolve(Artifact.MODEL);
  }

  private TrainingSet playsOfTheRound() throws IOException {
    List<TrainingSet.Listener> listeners = new ArrayList<>();
    ShardReader reader = new ShardReader();
    try (Stream<Path> files = Files.list(store.resolve("rounds/1"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("shard-")) {
          listeners.addAll(reader.read(file));
        }
      }
    }
    return new TrainingSet(listeners);
  }

  private void publishEmbeddings() throws Exception {
    Random random = new Random(13);
    for (int track = 0; track < TRACKS; track++) {
      float[] vector = new float[8];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextFloat() - 0.5f;
      }
      byte[] embedding =
          Serdes.TRACK_EMBEDDING.toBytes(
              new TrackEmbedding(
                  "t" + track,
                  "mfcc",
                  "1",
                  8,
                  Vectors.encode(vector),
                  "0".repeat(64),
                  Instant.EPOCH));
      platform.send(platform.topics.trackEmbeddings("mfcc"), "t" + track, embedding).get();
    }
  }
}
