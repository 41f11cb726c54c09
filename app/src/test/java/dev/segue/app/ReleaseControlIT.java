// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.app.pipeline.ReleaseControl;
import dev.segue.broker.EmbeddedKafka;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.Topics;
import dev.segue.trainer.training.ReleaseHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Releasing by hand, against a real broker and real artifacts. */
@Timeout(300)
class ReleaseControlIT {
  private static final String MODEL = "popularity";

  @TempDir Path folder;
  private final Topics topics = Topics.standard();
  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private ObjectStore store;
  private ReleaseControl control;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(folder.resolve("kafka"));
    kafka = KafkaSettings.at(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicAdmin(admin).apply(topics.all(List.of("mfcc")));
    }
    store = ObjectStore.at(folder.resolve("store"));
    control = new ReleaseControl(kafka, topics, store);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void saysWhatCanBeReleasedAgain() throws Exception {
    assertThatThrownBy(() -> control.rollback(MODEL, null))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nothing of this name was ever released");
    assertThatThrownBy(() -> control.unpin(MODEL)).hasMessageContaining("no active release");
    release(1, true);
    release(2, false);
    release(3, true);
    assertThatThrownBy(() -> control.unpin(MODEL))
        .hasMessageContaining("version 3 of 'popularity' is not pinned");
    assertThatThrownBy(() -> control.rollback(MODEL, 2L))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("version 2 of 'popularity' is gone or damaged")
        .hasMessageContaining("of these 1, 3 can be released again");
    assertThatThrownBy(() -> control.rollback(MODEL, 9L))
        .hasMessageContaining("there is no version 9")
        .hasMessageContaining("its releases are 1, 2, 3");
    assertThat(control.active().get(MODEL).getVersion()).isEqualTo(3);
  }

  @Test
  void goesFurtherBackWithEveryRollbackAndPins() throws Exception {
    release(1, true);
    release(2, false);
    release(3, true);
    release(4, true);
    assertThat(control.rollback(MODEL, null)).isEqualTo(control.active().get(MODEL));
    assertActive(5, 3L, true);
    // Not to the bad one again, and past what is pruned.
    control.rollback(MODEL, null);
    assertActive(6, 1L, true);
    assertThatThrownBy(() -> control.rollback(MODEL, null))
        .hasMessageContaining("there is no earlier release of 'popularity' with an artifact");
    control.rollback(MODEL, 4L);
    assertActive(7, 4L, true);
    control.unpin(MODEL);
    assertActive(7, 4L, false);
    assertThat(control.releases(MODEL))
        .extracting(ModelRelease::getVersion)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void endsAPinWithAnotherRelease() throws Exception {
    release(1, true);
    release(2, true);
    control.rollback(MODEL, 1L);
    control.promote(MODEL, null);
    assertActive(4, 2L, false);
  }

  @Test
  void goesBackToAnArtifactOfWhichOnlyTheFolderIsLeft() throws Exception {
    release(1, true);
    release(2, true);
    Files.delete(store.resolve("models/popularity/releases/1.avro"));
    // The topic is compacted: nothing but the newest release of a name need be there.
    ReleaseControl compacted = new ReleaseControl(kafka, Topics.of("other", 1), store);
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicAdmin(admin).apply(Topics.of("other", 1).all(List.of("mfcc")));
    }
    ModelRelease again = compacted.rollback(MODEL, 1L);
    assertThat(again.getVersion()).isEqualTo(3);
    assertThat(again.getAlgorithm()).isEqualTo("popularity");
    assertThat(again.getArtifactUri()).isEqualTo("models/popularity/1");
    assertThat(compacted.releases(MODEL)).hasSize(3);
  }

  private void assertActive(long version, Long restores, boolean pinned) throws Exception {
    ModelRelease active = control.active().get(MODEL);
    assertThat(active.getVersion()).isEqualTo(version);
    assertThat(active.getRestores()).isEqualTo(restores);
    assertThat(active.getPinned()).isEqualTo(pinned);
  }

  private void release(long version, boolean withArtifact) throws Exception {
    Algorithm algorithm = Algorithms.named(MODEL);
    Path place = store.resolve("models/popularity/" + version);
    Artifact artifact;
    try (Recommender model =
        algorithm.train(
            new TrainingSetBuilder().add(new Play("u", "t" + version, version)).build(),
            TrackVectors.NONE,
            AlgorithmSettings.DEFAULTS,
            TrainingListener.SILENT)) {
      artifact =
          Artifact.write(place, algorithm, model, AlgorithmSettings.DEFAULTS, null, Map.of());
    }
    if (!withArtifact) {
      Files.move(place, folder.resolve("pruned-" + version));
    }
    ModelRelease release =
        ModelRelease.newBuilder()
            .setName(MODEL)
            .setVersion(version)
            .setAlgorithm(MODEL)
            .setArtifactUri("models/popularity/" + version)
            .setArtifactSha256(artifact.sha256())
            .setTrainedThrough(Instant.ofEpochMilli(version))
            .setTrainedAt(Instant.ofEpochMilli(version))
            .build();
    ReleaseHistory.in(store).add(release);
    try (var producer =
        new KafkaProducer<>(
            kafka.producer(Map.of()), new StringSerializer(), Serdes.MODEL_RELEASE.serializer())) {
      producer.send(new ProducerRecord<>(topics.modelReleases(), MODEL, release)).get();
    }
  }
}
