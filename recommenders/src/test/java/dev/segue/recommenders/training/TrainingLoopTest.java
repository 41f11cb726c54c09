// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLoopTest {
  private static final StoppingRule TEN_EPOCHS = new StoppingRule(10, 99, 0);

  @TempDir Path folder;

  /** A parameter is pulled to a number that differs from step to step. */
  private static class Pull implements TrainingTask {
    private final double[] measures;
    private int validations;

    Pull(double... measures) {
      this.measures = measures;
    }

    @Override
    public int steps() {
      return 5;
    }

    @Override
    public List<NDArray> batch(NDManager scope, int epoch, int step) {
      return List.of(scope.create(new float[] {epoch * 10f + step}));
    }

    @Override
    public double validate() {
      return validations < measures.length ? measures[validations++] : Double.NaN;
    }
  }

  @Test
  void stopsWhenTheMeasureNoLongerGetsBetterAndKeepsTheBestEpoch() throws Exception {
    float[] afterTwo = weights(new Pull(), new StoppingRule(2, 99, 0), TrainingRun.SILENT);

    assertThat(
            weights(
                new Pull(0.1, 0.3, 0.2, 0.25, 0.1, 0.9),
                new StoppingRule(10, 3, 0),
                TrainingRun.SILENT))
        .containsExactly(afterTwo);
  }

  @Test
  void goesOnAsLongAsNoListHasAHit() throws Exception {
    StoppingRule impatient = new StoppingRule(10, 2, 0);

    assertThat(weights(new Pull(0, 0, 0, 0, 0), new StoppingRule(5, 2, 0), TrainingRun.SILENT))
        .containsExactly(weights(new Pull(), new StoppingRule(5, 2, 0), TrainingRun.SILENT));
    assertThat(weights(new Pull(0, 0, 0, 0.1, 0, 0), impatient, TrainingRun.SILENT))
        .containsExactly(weights(new Pull(), new StoppingRule(4, 2, 0), TrainingRun.SILENT));
  }

  @Test
  void keepsTheBestEpochOnDiskToo() throws Exception {
    float[] afterTwo = weights(new Pull(), new StoppingRule(2, 99, 0), TrainingRun.SILENT);

    assertThat(
            weights(
                new Pull(0.1, 0.3, 0.2, 0.25, 0.1, 0.9),
                new StoppingRule(10, 3, 0),
                TrainingRun.SILENT.savedIn(folder)))
        .containsExactly(afterTwo);
  }

  @Test
  void goesOnAfterACrashAsIfThereHadBeenNone() throws Exception {
    TrainingRun run = TrainingRun.SILENT.savedIn(folder);
    Pull crashing =
        new Pull() {
          @Override
          public List<NDArray> batch(NDManager scope, int epoch, int step) {
            if (epoch == 4 && step == 3) {
              throw new IllegalStateException("crash");
            }
            return super.batch(scope, epoch, step);
          }
        };
    assertThatThrownBy(() -> weights(crashing, TEN_EPOCHS, run)).hasMessage("crash");
    List<String> batches = new ArrayList<>();
    Pull recording =
        new Pull() {
          @Override
          public List<NDArray> batch(NDManager scope, int epoch, int step) {
            batches.add(epoch + "." + step);
            return super.batch(scope, epoch, step);
          }
        };

    assertThat(weights(recording, TEN_EPOCHS, run))
        .containsExactly(weights(new Pull(), TEN_EPOCHS, TrainingRun.SILENT));
    assertThat(batches).first().isEqualTo("4.0");
  }

  @Test
  void savesWhereItStandsWhenInterrupted() throws Exception {
    TrainingRun run = TrainingRun.SILENT.savedIn(folder);
    Pull interrupting =
        new Pull() {
          @Override
          public List<NDArray> batch(NDManager scope, int epoch, int step) {
            if (epoch == 2 && step == 2) {
              Thread.currentThread().interrupt();
            }
            return super.batch(scope, epoch, step);
          }
        };
    assertThatThrownBy(() -> weights(interrupting, TEN_EPOCHS, run))
        .isInstanceOf(InterruptedException.class);

    assertThat(Files.readString(folder.resolve("progress.json")))
        .contains("\"epoch\":2,\"step\":3");
    assertThat(weights(new Pull(), TEN_EPOCHS, run))
        .containsExactly(weights(new Pull(), TEN_EPOCHS, TrainingRun.SILENT));
  }

  @Test
  void startsAfreshFromTheStateOfAnotherTraining() throws Exception {
    TrainingRun run = TrainingRun.SILENT.savedIn(folder);
    weights(new Pull(), new StoppingRule(3, 99, 0), run);

    try (Network network = network();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1)) {
      new TrainingLoop("pull", network, trainer, new Pull(), TEN_EPOCHS, run, "another").run();

      assertThat(trainer.steps()).isEqualTo(50);
    }
  }

  @Test
  void startsAfreshFromADamagedState() throws Exception {
    TrainingRun run = TrainingRun.SILENT.savedIn(folder);
    weights(new Pull(), new StoppingRule(3, 99, 0), run);
    Files.writeString(folder.resolve("state-15.safetensors"), "damaged");

    assertThat(weights(new Pull(), TEN_EPOCHS, run))
        .containsExactly(weights(new Pull(), TEN_EPOCHS, TrainingRun.SILENT));
  }

  @Test
  void tellsTheListenerHowItGoes() throws Exception {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void progress(String stage, long done, long total) {
            heard.add(stage + " " + done + "/" + total);
          }

          @Override
          public void measured(String measure, long step, double value) {
            heard.add(measure + " " + step);
          }
        };
    weights(new Pull(0.5, 0.4), new StoppingRule(2, 9, 0), TrainingRun.heardBy(listener));

    assertThat(heard)
        .startsWith("pull 1/10", "pull 2/10")
        .contains("loss 1", "validation.ndcg 1", "loss 2", "validation.ndcg 2")
        .endsWith("validation.ndcg 2");
  }

  @Test
  void passesOverASmallSetUntilAnEpochIsLongEnough() throws Exception {
    List<String> batches = new ArrayList<>();
    Pull recording =
        new Pull() {
          @Override
          public List<NDArray> batch(NDManager scope, int epoch, int step) {
            batches.add(epoch + "." + step);
            return super.batch(scope, epoch, step);
          }
        };
    weights(recording, new StoppingRule(2, 9, 0).withLeastSteps(6), TrainingRun.SILENT);

    assertThat(batches).hasSize(20);
    assertThat(batches)
        .containsSequence("1.4", "2.0")
        .containsSequence("2.4", "3.0")
        .endsWith("4.4");
  }

  @Test
  void lowersTheLearningRateOnAPlateau() throws Exception {
    try (Network network = network();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1)) {
      Pull task = new Pull(0.5, 0.4, 0.4, 0.4, 0.4);
      new TrainingLoop(
              "pull", network, trainer, task, new StoppingRule(5, 9, 2), TrainingRun.SILENT, "")
          .run();

      assertThat(trainer.learningRateScale()).isEqualTo(0.1 * 0.1);
    }
  }

  private static float[] weights(TrainingTask task, StoppingRule rule, TrainingRun run)
      throws InterruptedException {
    try (Network network = network();
        Trainer trainer =
            new Trainer(network, Adam.DEFAULTS.withLearningRate(0.1), Schedule.CONSTANT, 1)) {
      new TrainingLoop("pull", network, trainer, task, rule, run, "training").run();
      return network.values("w");
    }
  }

  private static Network network() {
    return Network.builder(1)
        .parameter("w", Initial.normal(1), 4)
        .methods(
            """
            def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
              w = torch.dropout({w}, 0.5, True)
              return torch.sum(torch.pow(torch.sub(w, x[0]), 2))
            """)
        .build();
  }
}
