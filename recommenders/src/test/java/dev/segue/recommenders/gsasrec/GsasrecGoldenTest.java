// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.sequence.SequenceRecommender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The original classes and training lines of gSASRec, and SASRec as one negative with t = 0. */
class GsasrecGoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final int STEPS = 5;

  @TempDir Path folder;

  static Stream<GoldenGsasrec> variants() throws IOException {
    Stream.Builder<GoldenGsasrec> variants = Stream.builder();
    for (Path folder : GoldenFolder.variants("gsasrec", "config.json")) {
      variants.add(GoldenGsasrec.open(folder));
    }
    return variants.build();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void computesTheSameStatesAttentionsAndLosses(GoldenGsasrec golden) throws IOException {
    try (Network network = golden.network();
        NDManager scope = Torch.scope()) {
      List<NDArray> batch = golden.batch(scope, 0);
      int[] rows = toInts(batch.get(2).toLongArray());

      check(golden, "forward.seq_emb", network.call(scope, "forward", batch).get(0));
      List<NDArray> attentions = network.call(scope, "attention_weights", batch);
      for (int i = 0; i < attentions.size(); i++) {
        check(golden, "forward.attention." + i, attentions.get(i));
      }
      checkRows(golden, "forward.logits_transformed", rows, network.call(scope, "logits", batch));
      checkRows(
          golden, "forward.loss_per_element", rows, network.call(scope, "elements_of", batch));
      assertThat(golden.objective().beta(golden.shape().items()))
          .isCloseTo(golden.expected().tensor("alpha_beta").toDoubles()[1], within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void computesTheSameGradients(GoldenGsasrec golden) throws IOException {
    try (Network network = golden.network();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      var gradients = trainer.gradients(golden.batch(scope, 0)).byName();

      assertThat(gradients.keySet()).isEqualTo(network.names());
      for (String name : network.names()) {
        checkAll(golden.expected().tensor("grad0." + name), gradients.get(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void trainsAsTheOriginal(GoldenGsasrec golden) throws IOException {
    double[] losses = golden.expected().tensor("losses").toDoubles();
    try (Network network = golden.network();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      assertThat(losses).hasSize(STEPS);
      for (int step = 0; step < STEPS; step++) {
        assertThat((double) trainer.step(golden.batch(scope, step)).loss())
            .isCloseTo(losses[step], within(TOLERANCE));
      }
      for (String name : network.names()) {
        // Softmax ignores a shift common to all keys: the gradient is zero, its steps are rounding.
        if (!name.endsWith("key_proj.bias")) {
          checkAll(golden.expected().tensor("final." + name), network.values(name));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void recommendsAsTheOriginal(GoldenGsasrec golden) throws IOException {
    try (SequenceRecommender model = golden.recommender(golden.weights(), folder)) {
      for (boolean filtered : new boolean[] {true, false}) {
        String prefix = filtered ? "predict." : "predict_unfiltered.";
        long[] items = golden.expected().tensor(prefix + "items").toLongs();
        float[] scores = golden.expected().tensor(prefix + "scores").toFloats();
        int k = Math.toIntExact(golden.expected().tensor(prefix + "items").shape().get(1));
        List<List<ScoredTrack>> lists = golden.lists(model, k, filtered);
        for (int i = 0; i < items.length; i++) {
          ScoredTrack track = lists.get(i / k).get(i % k);
          assertThat(track.trackId()).isEqualTo(Long.toString(items[i]));
          assertThat(track.score()).isCloseTo(scores[i], within((float) TOLERANCE));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void readsTheOriginalCheckpoint(GoldenGsasrec golden) throws IOException {
    Map<String, Tensor> checkpoint = Checkpoints.read(golden.folder().resolve("weights.pt"));
    try (SequenceRecommender original = golden.recommender(checkpoint.values(), folder);
        SequenceRecommender model = golden.recommender(golden.weights(), folder)) {
      assertThat(golden.lists(original, golden.shape().items(), false))
          .isEqualTo(golden.lists(model, golden.shape().items(), false));
    }
  }

  private static void check(GoldenGsasrec golden, String name, NDArray actual) throws IOException {
    checkAll(golden.expected().tensor(name), actual.toFloatArray());
  }

  private static void checkAll(Tensor expected, float[] actual) {
    assertThat(actual)
        .as(expected.name())
        .usingComparatorWithPrecision((float) TOLERANCE)
        .containsExactly(expected.toFloats());
  }

  /** Of the expected positions only those count that are no padding. */
  private static void checkRows(GoldenGsasrec golden, String name, int[] rows, List<NDArray> result)
      throws IOException {
    double[] expected = golden.expected().tensor(name).toDoubles();
    double[] actual =
        result.get(0).toType(ai.djl.ndarray.types.DataType.FLOAT64, true).toDoubleArray();
    int columns = actual.length / rows.length;
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as(name)
          .isCloseTo(expected[rows[i / columns] * columns + i % columns], within(TOLERANCE));
    }
  }

  private static int[] toInts(long[] values) {
    return java.util.Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }
}
