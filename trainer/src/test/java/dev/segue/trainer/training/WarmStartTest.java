// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.PlayEvent;
import dev.segue.trainer.RandomPlays;
import dev.segue.trainer.training.StepByStep.Begun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which model a training starts from. */
class WarmStartTest {
  private static final List<PlayEvent> PLAYS =
      RandomPlays.of(1, 2000, 40, 100).stream()
          .sorted(Comparator.comparing(PlayEvent::getPlayedAt))
          .toList();
  private static final List<PlayEvent> EARLIER = PLAYS.subList(0, 1900);

  @TempDir Path folder;
  private ObjectStore store;
  private ModelRelease active;

  @BeforeEach
  void releaseAModel() throws Exception {
    store = ObjectStore.at(folder);
    active = train(1, EARLIER, Map.of(), new StepByStep()).release().orElseThrow();
  }

  @Test
  void startsFromNothingWhenTheReleaseCannotBeRead() throws Exception {
    active = ModelRelease.newBuilder(active).setArtifactSha256("0".repeat(64)).build();
    assertThat(begun(Map.of())).extracting(Begun::previous).containsOnly(Optional.empty());
  }

  @Test
  void startsFromNothingWhenTheSettingsChanged() throws Exception {
    assertThat(begun(Map.of("trainer.algorithm.steps.size", "3")))
        .extracting(Begun::previous)
        .containsOnly(Optional.empty());
    assertThat(begun(Map.of("trainer.seed", "7")))
        .extracting(Begun::previous)
        .containsOnly(Optional.empty());
  }

  @Test
  void startsFromNothingWhenItIsToldTo() throws Exception {
    assertThat(begun(Map.of("trainer.warm-start", "false")))
        .extracting(Begun::previous)
        .containsOnly(Optional.empty());
  }

  @Test
  void startsFromTheActiveReleaseAndJudgesOnWhatThatHasNotSeen() throws Exception {
    List<Begun> begun = begun(Map.of());
    assertThat(begun).extracting(Begun::part).containsExactly("gate", "release");
    assertThat(begun)
        .extracting(b -> b.previous().map(Artifact::sha256))
        .containsOnly(Optional.of(active.getArtifactSha256()));
    assertThat(begun.get(0).newestPlay()).isLessThanOrEqualTo(trainedThrough(EARLIER));
    assertThat(begun.get(1).newestPlay()).isEqualTo(trainedThrough(PLAYS));
  }

  /**
   * The champion decides where the gate cuts. Where it can be opened but not loaded, the cut may be
   * before plays it has seen: its weights would carry them to the challenger.
   */
  @Test
  void givesTheGateNoModelThatHasSeenItsTestPlays() throws Exception {
    StepByStep unloadable =
        new StepByStep() {
          @Override
          public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
            throw new IOException("there are no vectors");
          }
        };
    train(2, PLAYS, Map.of("trainer.gate.window", wholeHistory()), unloadable);
    assertThat(unloadable.begun.get(0).newestPlay()).isLessThan(trainedThrough(EARLIER));
    assertThat(unloadable.begun.get(0).previous()).isEmpty();
    assertThat(unloadable.begun.get(1).previous()).isPresent();
  }

  private List<Begun> begun(Map<String, String> settings) throws Exception {
    StepByStep algorithm = new StepByStep();
    Outcome outcome = train(2, PLAYS, settings, algorithm);
    assertThat(outcome.report().getOutcome()).isEqualTo("released");
    return algorithm.begun;
  }

  private Outcome train(
      long round, List<PlayEvent> plays, Map<String, String> settings, StepByStep algorithm)
      throws Exception {
    RoundTrainer trainer =
        new RoundTrainer(
            Round.plan(store, settings),
            store,
            name -> Optional.ofNullable(active),
            () -> ContentSet.NONE,
            name -> algorithm);
    return trainer.train(Round.task(store, round, "steps", plays));
  }

  private static String wholeHistory() {
    Instant first = PLAYS.get(10).getPlayedAt();
    return Duration.between(first, PLAYS.get(PLAYS.size() - 1).getPlayedAt()).toString();
  }

  private static long trainedThrough(List<PlayEvent> plays) {
    return plays.get(plays.size() - 1).getPlayedAt().toEpochMilli();
  }
}
