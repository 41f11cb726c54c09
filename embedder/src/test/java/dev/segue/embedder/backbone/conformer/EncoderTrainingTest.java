// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncoderTrainingTest {
  private static final int BINS = 8;
  private static final int FRAMES = 32;
  private static final MelInput MEL = new MelInput(24_000, 2048, 240, BINS, 0, 1);

  @Test
  void lowersTheLossOfABatchWithEveryBlockAndFrontEnd() {
    for (Family family : Family.values()) {
      for (Mixing mixing : Mixing.values()) {
        assertLearns(config(family, mixing, 0));
      }
      assertLearns(config(family, Mixing.SUMMARY, 3));
    }
  }

  private static void assertLearns(EncoderConfig config) {
    try (Network network = new EncoderTraining(config, 0).network(1);
        Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      List<NDArray> batch = batch(scope);
      float before = trainer.step(batch).loss();
      for (int step = 0; step < 10; step++) {
        trainer.step(batch);
      }
      assertThat(trainer.step(batch).loss()).as("%s", config).isLessThan(before - 0.3f);
    }
  }

  @Test
  void leavesTheQuantizerAloneAndLearnsStatisticsOfBatches() {
    EncoderConfig config = config(Family.CONFORMER, Mixing.SUMMARY, 3);
    try (Network network = new EncoderTraining(config, 0.1).network(1);
        Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      float[] codes = network.values("quantizer.codebook");
      float[] projection = network.values("quantizer.random_projection");
      trainer.step(batch(scope));
      assertThat(network.values("quantizer.codebook")).isEqualTo(codes);
      assertThat(network.values("quantizer.random_projection")).isEqualTo(projection);
      assertThat(network.values("conv.conv.0.bn1.running_var")).doesNotContain(1f);
    }
  }

  @Test
  void countsCodesOfStandardisedBins() {
    EncoderConfig config = config(Family.BRANCHFORMER, Mixing.SUMMARY, 0);
    try (Network network = new EncoderTraining(config, 0).network(1);
        NDManager scope = Torch.scope()) {
      NDArray whole = batch(scope).get(1);
      long[] plain = network.call(scope, "codes", whole).get(0).toLongArray();
      float[] means = new float[BINS];
      float[] deviations = new float[BINS];
      Arrays.fill(means, 5);
      Arrays.fill(deviations, 3);
      EncoderTraining.standardise(network, means, deviations);
      NDArray moved = whole.mul(3f).add(5f);
      assertThat(network.call(scope, "codes", moved).get(0).toLongArray()).isEqualTo(plain);
      assertThat(network.call(scope, "codes", whole).get(0).toLongArray()).isNotEqualTo(plain);
    }
  }

  @Test
  void usesDropoutInTrainingOnly() {
    EncoderConfig config = config(Family.BRANCHFORMER, Mixing.ROTARY, 0);
    try (Network network = new EncoderTraining(config, 0.5).network(1);
        Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      List<NDArray> batch = batch(scope);
      List<NDArray> found = network.call(scope, "evaluate", batch);
      float evaluated = found.get(0).getFloat() + found.get(1).getFloat();
      assertThat(network.call(scope, "evaluate", batch).get(0).getFloat())
          .isEqualTo(found.get(0).getFloat());
      assertThat(trainer.gradients(batch).loss()).isNotEqualTo(evaluated);
    }
  }

  private static EncoderConfig config(Family family, Mixing mixing, int channels) {
    Summary summary = new Summary(2, List.of(8), 16, List.of(8), 16, Optional.empty());
    return new EncoderConfig(family, mixing, 16, 2, 2, 24, 5, summary, channels, MEL, 10);
  }

  private static Trainer trainer(Network network) {
    return new Trainer(network, Adam.DEFAULTS.withLearningRate(0.02), Schedule.CONSTANT, 1);
  }

  private static List<NDArray> batch(NDManager scope) {
    Random random = new Random(5);
    float[] values = new float[2 * FRAMES * BINS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    NDArray whole = scope.create(values, new Shape(2, FRAMES, BINS));
    return List.of(whole.mul(0.9f), whole, scope.create(new long[] {0, 3, 5, 9, 15}));
  }
}
