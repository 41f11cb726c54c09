// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.PlayEvent;
import dev.segue.trainer.RandomPlays;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the state that trainings save. */
class CheckpointsTest {
  private static final List<PlayEvent> PLAYS = RandomPlays.of(1, 500, 20, 50);

  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.at(folder);
  }

  @Test
  void deletesThemWhenTheTrainingFails() throws Exception {
    StepByStep failing =
        new StepByStep() {
          @Override
          void saved(String part, int step) {
            throw new IllegalStateException("the loss is NaN");
          }
        };
    Outcome outcome = trainer(failing).train(task(1));
    assertThat(outcome.report().getOutcome()).isEqualTo("failed");
    assertThat(outcome.report().getDetail()).contains("the loss is NaN");
    assertThat(checkpoints(1)).doesNotExist();
  }

  @Test
  void deletesNothingForAnAlgorithmThatDoesNotExist() throws Exception {
    Files.createDirectories(store.resolve("models/knn/1"));
    RoundTrainer trainer =
        new RoundTrainer(Round.plan(store, Map.of()), store, name -> Optional.empty(), null);
    TrainingTask task = Round.task(store, 1, "a/../../../models", PLAYS);
    assertThat(trainer.train(task).report().getOutcome()).isEqualTo("failed");
    assertThat(store.resolve("models/knn/1")).exists();
  }

  @Test
  void keepsThemWhenAnInterruptionLooksLikeAFailure() throws Exception {
    StepByStep interrupted =
        new StepByStep() {
          @Override
          void saved(String part, int step) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new ClosedByInterruptException());
          }
        };
    assertThatThrownBy(() -> trainer(interrupted).train(task(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(checkpoints(1).resolve("gate/step")).hasContent("1");
  }

  @Test
  void goesOnFromThemAfterAnInterruption() throws Exception {
    for (String part : List.of("gate", "release")) {
      StepByStep interrupted =
          new StepByStep() {
            @Override
            void saved(String now, int step) throws InterruptedException {
              if (now.equals(part) && step == 3) {
                throw new InterruptedException();
              }
            }
          };
      assertThatThrownBy(() -> trainer(interrupted).train(task(1)))
          .isInstanceOf(InterruptedException.class);
    }
    StepByStep resumed = new StepByStep();
    assertThat(trainer(resumed).train(task(1)).report().getOutcome()).isEqualTo("released");
    assertThat(resumed.begun)
        .extracting(StepByStep.Begun::part, StepByStep.Begun::done)
        .containsExactly(tuple("gate", StepByStep.STEPS), tuple("release", 3));
    assertThat(checkpoints(1)).doesNotExist();
  }

  @Test
  void goesOnFromThemInAnotherProcessAfterAKill() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                KilledTraining.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.lines().anyMatch(line -> line.contains(KilledTraining.READY))).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();

    StepByStep resumed = new StepByStep();
    Outcome outcome = KilledTraining.trainer(store, resumed).train(task(1));
    assertThat(outcome.report().getOutcome()).isEqualTo("released");
    assertThat(resumed.begun.get(0).done()).isEqualTo(KilledTraining.HANGS_AT);
    assertThat(checkpoints(1)).doesNotExist();
  }

  @Test
  void passesOverThoseOfAnotherTrainingWithTheSameRoundNumber() throws Exception {
    Checkpoints checkpoints = new Checkpoints(checkpoints(1));
    Files.writeString(checkpoints.of("gate", "other plays").resolve("step"), "7");
    StepByStep fresh = new StepByStep();
    trainer(fresh).train(task(1));
    assertThat(fresh.begun).extracting(StepByStep.Begun::done).containsExactly(0, 0);
  }

  private RoundTrainer trainer(StepByStep algorithm) {
    return KilledTraining.trainer(store, algorithm);
  }

  private TrainingTask task(long round) throws Exception {
    return Round.task(store, round, "steps", PLAYS);
  }

  private Path checkpoints(long round) throws Exception {
    return store.resolve("rounds/" + round + "/checkpoints-steps");
  }
}
