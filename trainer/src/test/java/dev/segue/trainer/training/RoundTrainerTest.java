// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.trainer.RandomPlays;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundTrainerTest {
  private static final List<PlayEvent> PLAYS = RandomPlays.of(1, 2000, 40, 100);

  @TempDir Path folder;
  private ObjectStore store;
  private final Map<String, ModelRelease> active = new HashMap<>();

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.at(folder);
  }

  @Test
  void reportsAnUnknownAlgorithmWithTheNearestName() throws Exception {
    Outcome outcome = trainer(Map.of()).train(task(1, "popularty"));
    assertThat(outcome.report().getOutcome()).isEqualTo("failed");
    assertThat(outcome.report().getDetail()).contains("popularity");
    assertThat(outcome.release()).isEmpty();
  }

  @Test
  void reportsASettingThatTheAlgorithmDoesNotHave() throws Exception {
    RoundTrainer trainer = trainer(Map.of("trainer.algorithm.popularity.size", "3"));
    Outcome outcome = trainer.train(task(1, "popularity"));
    assertThat(outcome.report().getOutcome()).isEqualTo("failed");
    assertThat(outcome.report().getDetail()).contains("size");
  }

  @Test
  void reportsADamagedShard() throws Exception {
    TrainingTask task = task(1, "popularity");
    Path shard = store.resolve(task.files[0]);
    Files.write(shard, new byte[] {1, 2, 3});
    Outcome outcome = trainer(Map.of()).train(task);
    assertThat(outcome.report().getOutcome()).isEqualTo("failed");
    assertThat(outcome.report().getDetail()).contains("truncated");
  }

  @Test
  void reportsThatNobodyHasPlayedAnything() throws Exception {
    Outcome outcome = trainer(Map.of()).train(task(1, "popularity", List.of()));
    assertThat(outcome.report().getDetail()).contains("no plays");
  }

  @Test
  void reportsThatContentIsMissing() throws Exception {
    Outcome outcome = trainer(Map.of()).train(task(1, "knn"));
    assertThat(outcome.report().getDetail()).contains("no content here");
  }

  @Test
  void readsContentWhereASettingAsksForIt() throws Exception {
    RoundTrainer trainer = trainer(Map.of("trainer.algorithm.gsasrec.content", "true"));
    assertThat(trainer.train(task(1, "gsasrec")).report().getDetail()).contains("no content here");
  }

  @Test
  void readsNoContentWhereASettingForbidsIt() throws Exception {
    RoundTrainer trainer =
        trainer(
            Map.of(
                "trainer.algorithm.shallownet.content", "false",
                "trainer.algorithm.shallownet.epochs", "1"));
    Outcome outcome = trainer.train(task(1, "shallownet"));
    assertThat(outcome.report().getOutcome()).isEqualTo("released");
    assertThat(outcome.release().orElseThrow().getBackbone()).isNull();
  }

  @Test
  void stopsWhenItIsInterrupted() throws Exception {
    RoundTrainer trainer =
        new RoundTrainer(
            plan(Map.of()),
            store,
            name -> {
              throw new InterruptedException();
            },
            this::noContent);
    TrainingTask task = task(1, "popularity");
    assertThatThrownBy(() -> trainer.train(task)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void givesTheSameReleaseWhenATaskComesAgainAfterACrash() throws Exception {
    TrainingTask task = task(1, "item-item");
    Outcome first = trainer(Map.of()).train(task);
    Outcome second = trainer(Map.of()).train(task);
    assertThat(second).isEqualTo(first);
    assertThat(NumberedFolders.numbers(store.resolve("models/item-item"))).containsExactly(1L);
  }

  @Test
  void trainsAnewWhenTheRoundNumberWasUsedInAnEarlierLife() throws Exception {
    Outcome first = trainer(Map.of()).train(task(1, "popularity"));
    publish(first);
    Outcome second = trainer(Map.of()).train(task(1, "popularity"));
    assertThat(second.release().orElseThrow().getVersion()).isEqualTo(2);
  }

  @Test
  void trainsAnewWhenTheSavedOutcomeIsDamaged() throws Exception {
    TrainingTask task = task(1, "popularity");
    Outcome first = trainer(Map.of()).train(task);
    Files.write(store.resolve("rounds/1/outcome-popularity.bin"), new byte[] {0, 0, 0, 1, 9});
    assertThat(trainer(Map.of()).train(task).release().orElseThrow().getVersion())
        .isGreaterThan(first.release().orElseThrow().getVersion());
  }

  @Test
  void releasesWithAllThatServingNeeds() throws Exception {
    TrainingTask task = task(4, "popularity-30d");
    task.requestId = "r";
    Outcome outcome =
        trainer(Map.of("trainer.algorithm.popularity-30d.window-days", "7")).train(task);
    ModelRelease release = outcome.release().orElseThrow();
    assertThat(outcome.report().getRequestId()).isEqualTo("r");
    assertThat(release.getArtifactUri()).isEqualTo("models/popularity-30d/1");
    assertThat(release.getRound()).isEqualTo(4);
    assertThat(release.getTrainedThrough()).isEqualTo(newest(PLAYS));
    assertThat(release.getHyperParameters()).isEqualTo(Map.of("window-days", "7", "seed", "42"));
    assertThat(Artifact.open(store.resolve(release.getArtifactUri()), release.getArtifactSha256()))
        .extracting(Artifact::algorithm)
        .isEqualTo("popularity-30d");
  }

  @Test
  void testsListenersAgainAfterAPlayFromTheFuture() throws Exception {
    Instant newest = newest(PLAYS);
    Instant then = newest.minus(10, ChronoUnit.DAYS);
    Outcome first =
        trainer(Map.of())
            .train(
                task(
                    1,
                    "popularity",
                    PLAYS.stream().filter(play -> play.getPlayedAt().isBefore(then)).toList()));
    Instant future = Instant.parse("2190-01-01T00:00:00Z");
    active.put(
        "popularity",
        ModelRelease.newBuilder(first.release().orElseThrow())
            .setTrainedThrough(future)
            .setTrainedAt(then)
            .build());
    List<PlayEvent> plays = new ArrayList<>(PLAYS);
    plays.add(PlayEvent.newBuilder(PLAYS.get(0)).setEventId("late").setPlayedAt(future).build());

    Outcome second = trainer(Map.of()).train(task(2, "popularity", plays));
    assertThat(second.report().getDetail()).contains("differs from that of release 1");
    assertThat(second.report().getMetrics().get("testListeners")).isGreaterThan(20);
    assertThat(second.release().orElseThrow().getTrainedThrough()).isEqualTo(newest);
  }

  @Test
  void releasesOverAnActiveReleaseThatCannotBeRead() throws Exception {
    publish(trainer(Map.of()).train(task(1, "popularity")));
    Files.delete(store.resolve("models/popularity/1/model.safetensors"));
    Outcome outcome = trainer(Map.of()).train(task(2, "popularity"));
    assertThat(outcome.report().getOutcome()).isEqualTo("released");
    assertThat(outcome.release().orElseThrow().getVersion()).isEqualTo(2);
  }

  @Test
  void doesNotReleaseOverAPin() throws Exception {
    publish(trainer(Map.of()).train(task(1, "popularity")));
    pin("popularity");
    TrainingTask asked = task(2, "popularity");
    asked.skipGate = true;
    for (TrainingTask task : List.of(asked, task(3, "popularity"))) {
      Outcome outcome = trainer(Map.of()).train(task);
      assertThat(outcome.report().getOutcome()).isEqualTo("pinned");
      assertThat(outcome.report().getDetail()).contains("version 1 is pinned", "unpin popularity");
      assertThat(outcome.release()).isEmpty();
    }
  }

  @Test
  void doesNotReleaseOverAPinThatCameWhileItTrained() throws Exception {
    publish(trainer(Map.of()).train(task(1, "popularity")));
    RoundTrainer trainer =
        new RoundTrainer(
            plan(Map.of()),
            store,
            name -> {
              ModelRelease before = active.get(name);
              pin(name);
              return Optional.of(before);
            },
            this::noContent);
    assertThat(trainer.train(task(2, "popularity")).report().getOutcome()).isEqualTo("pinned");
    assertThat(NumberedFolders.numbers(store.resolve("models/popularity"))).containsExactly(1L);
  }

  @Test
  void doesNotPublishAnOutcomeOverAPinThatCameBeforeARestart() throws Exception {
    publish(trainer(Map.of()).train(task(1, "popularity")));
    TrainingTask task = task(2, "popularity");
    assertThat(trainer(Map.of()).train(task).release()).isPresent();
    pin("popularity");
    assertThat(trainer(Map.of()).train(task).release()).isEmpty();
  }

  @Test
  void keepsWhatARollbackGoesBackToAndReusesNoVersion() throws Exception {
    RoundTrainer trainer = trainer(Map.of("trainer.keep-releases", "1"));
    for (int round = 1; round <= 4; round++) {
      publish(trainer.train(task(round, "popularity")));
    }
    assertThat(NumberedFolders.numbers(store.resolve("models/popularity"))).containsExactly(3L, 4L);
    ReleaseHistory history = ReleaseHistory.in(store);
    ModelRelease third = history.of("popularity").get(2);
    ModelRelease rollback =
        ModelRelease.newBuilder(third)
            .setVersion(history.claim("popularity", 4))
            .setRestores(3L)
            .build();
    history.add(rollback);
    active.put("popularity", rollback);

    ModelRelease next = trainer.train(task(5, "popularity")).release().orElseThrow();
    assertThat(next.getVersion()).isEqualTo(6);
    assertThat(NumberedFolders.numbers(store.resolve("models/popularity"))).containsExactly(3L, 6L);
    assertThat(history.of("popularity"))
        .extracting(ModelRelease::getVersion)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void keepsTheNewestRoundsAndReleasesAndTheActiveOne() throws Exception {
    RoundTrainer trainer = trainer(Map.of("trainer.keep-releases", "2"));
    publish(trainer.train(task(1, "popularity")));
    for (int round = 2; round <= 6; round++) {
      trainer.train(task(round, "popularity"));
    }
    assertThat(NumberedFolders.numbers(store.resolve("models/popularity")))
        .containsExactly(1L, 5L, 6L);
    assertThat(NumberedFolders.numbers(store.resolve("rounds"))).containsExactly(5L, 6L);
  }

  @Test
  void showsARoundThatGoesOnTheContentItBeganWith() throws Exception {
    Map<String, float[]> vectors = new HashMap<>();
    for (int track = 0; track < 50; track++) {
      vectors.put("t" + track, new float[] {track, 1});
    }
    TrainingTask task = task(1, "knn");
    String first = contentTrainer(vectors).train(task).release().orElseThrow().getArtifactSha256();
    Files.delete(store.resolve("rounds/1/outcome-knn.bin"));
    vectors.put("t99", new float[] {5, 5});

    assertThat(contentTrainer(vectors).train(task).release().orElseThrow().getArtifactSha256())
        .isEqualTo(first);
    assertThat(contentTrainer(vectors).train(task(2, "knn")).release().orElseThrow())
        .extracting(ModelRelease::getArtifactSha256)
        .isNotEqualTo(first);
  }

  @Test
  void reportsWhereTheLearningCurvesEnd() throws Exception {
    RoundTrainer trainer =
        new RoundTrainer(
            plan(Map.of()),
            store,
            name -> Optional.empty(),
            this::noContent,
            n -> new StepByStep());
    Outcome outcome = trainer.train(task(1, "steps"));
    assertThat(outcome.report().getMetrics())
        .containsEntry("gate.loss", 0.1)
        .containsEntry("release.loss", 0.1)
        .containsKey("ndcg");
    assertThat(outcome.release().orElseThrow().getMetrics()).doesNotContainKey("release.loss");
  }

  @Test
  void publishesTheReleaseBeforeItsReport() throws Exception {
    Outcome outcome = trainer(Map.of()).train(task(1, "popularity"));
    List<OutgoingRecord> records = outcome.records(plan(Map.of()));
    assertThat(records)
        .extracting(record -> record.topic)
        .containsExactly("segue.model-releases.v1", "segue.training-reports.v1");
    assertThat(Serdes.MODEL_RELEASE.fromBytes(records.get(0).value))
        .isEqualTo(outcome.release().orElseThrow());
  }

  private static Instant newest(List<PlayEvent> plays) {
    return plays.stream().map(PlayEvent::getPlayedAt).max(Comparator.naturalOrder()).orElseThrow();
  }

  private void pin(String name) {
    active.computeIfPresent(
        name, (same, release) -> ModelRelease.newBuilder(release).setPinned(true).build());
  }

  private void publish(Outcome outcome) {
    ModelRelease release = outcome.release().orElseThrow();
    active.put(release.getName(), release);
  }

  private RoundTrainer trainer(Map<String, String> settings) {
    return new RoundTrainer(
        plan(settings), store, name -> Optional.ofNullable(active.get(name)), this::noContent);
  }

  private RoundTrainer contentTrainer(Map<String, float[]> vectors) {
    return new RoundTrainer(
        plan(Map.of()),
        store,
        name -> Optional.empty(),
        () -> new ContentSet("1/2", new TrackVectors(2, vectors), 0));
  }

  private ContentSet noContent() throws IOException {
    throw new IOException("no content here");
  }

  private TrainingPlan plan(Map<String, String> settings) {
    return Round.plan(store, settings);
  }

  private TrainingTask task(long round, String algorithm) throws IOException {
    return task(round, algorithm, PLAYS);
  }

  private TrainingTask task(long round, String algorithm, List<PlayEvent> plays)
      throws IOException {
    return Round.task(store, round, algorithm, plays);
  }
}
