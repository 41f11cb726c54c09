// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One hidden layer of 512 units with dropout 0.25, or none: Adam with PyTorch's defaults, batches
 * of 64, until the validation loss has not become smaller for 20 epochs; the weights of the best
 * epoch count.
 */
final class DenseHead implements AutoCloseable {
  static final int HIDDEN = 512;
  private static final double DROPOUT = 0.25;
  private static final int BATCH = 64;
  private static final int PATIENCE = 20;
  private static final int MOST_EPOCHS = 500;
  private static final int EVALUATED = 4096;

  private static final String HIDDEN_LAYER =
      "torch.linear(torch.dropout(torch.relu(torch.linear(x, {w1}, {b1})), %s, train), {w2}, {b2})";

  private static final String METHODS =
      """
      def outputs(self, p: List[Tensor], x: Tensor, train: bool) -> Tensor:
        return %s
      def objective(self, p: List[Tensor], x: List[Tensor], train: bool) -> Tensor:
        z = (self).outputs(p, x[0], train)
        return %s
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        return (self).objective(p, x, True)
      def validate(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).objective(p, x, False)]
      def scores(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).outputs(p, x[0], False)]
      """;

  private final ProbeData data;
  private final long seed;
  private final Network network;
  private int bestEpoch;

  /**
   * Declares the network; {@link #train} trains it.
   *
   * @param hidden whether it has a hidden layer
   */
  DenseHead(ProbeData data, boolean hidden, long seed) {
    this.data = data;
    this.seed = seed;
    Network.Builder builder = Network.builder(seed);
    int inputs = data.dimension();
    if (hidden) {
      builder.parameter("w1", Initial.linear(inputs), HIDDEN, inputs);
      builder.parameter("b1", Initial.linear(inputs), HIDDEN);
      inputs = HIDDEN;
    }
    builder.parameter("w2", Initial.linear(inputs), data.outputs(), inputs);
    builder.parameter("b2", Initial.linear(inputs), data.outputs());
    String outputs = hidden ? HIDDEN_LAYER.formatted(DROPOUT) : "torch.linear(x, {w2}, {b2})";
    network = builder.methods(METHODS.formatted(outputs, objective(data.task()))).build();
  }

  private static String objective(ProbeTask task) {
    return switch (task) {
      case MULTI_CLASS, KEY -> "torch.cross_entropy_loss(z, torch.to(torch.squeeze(x[1], 1), 4))";
      case MULTI_LABEL -> "torch.binary_cross_entropy_with_logits(z, x[1])";
      case REGRESSION -> "torch.mse_loss(z, x[1])";
    };
  }

  /** Trains; returns the epoch whose weights are kept. */
  int train() {
    ProbeData.Part train = data.part(ProbeSplit.TRAIN);
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = identity(train.size());
    double best = Double.POSITIVE_INFINITY;
    Collection<Tensor> weights = List.copyOf(network.tensors().values());
    try (Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, seed)) {
      for (int epoch = 1; epoch <= Math.min(MOST_EPOCHS, bestEpoch + PATIENCE); epoch++) {
        shuffle(order, random);
        for (int from = 0; from < order.length; from += BATCH) {
          try (NDManager scope = Torch.scope()) {
            trainer.step(arrays(scope, train, order, from, Math.min(order.length, from + BATCH)));
          }
        }
        double loss = validationLoss();
        if (loss < best) {
          best = loss;
          bestEpoch = epoch;
          weights = List.copyOf(network.tensors().values());
        }
      }
    }
    network.load(weights);
    return bestEpoch;
  }

  /** The outputs for the test split, {@code [examples][outputs]}. */
  float[][] scores() {
    ProbeData.Part test = data.part(ProbeSplit.TEST);
    int[] order = identity(test.size());
    float[][] scores = new float[test.size()][];
    for (int from = 0; from < scores.length; from += EVALUATED) {
      int to = Math.min(scores.length, from + EVALUATED);
      try (NDManager scope = Torch.scope()) {
        NDArray inputs = matrix(scope, test.inputs(), order, from, to);
        FloatBuffer values =
            FloatBuffer.wrap(network.call(scope, "scores", inputs).get(0).toFloatArray());
        for (int i = from; i < to; i++) {
          scores[i] = new float[data.outputs()];
          values.get(scores[i]);
        }
      }
    }
    return scores;
  }

  private double validationLoss() {
    ProbeData.Part valid = data.part(ProbeSplit.VALID);
    int[] order = identity(valid.size());
    double sum = 0;
    for (int from = 0; from < order.length; from += EVALUATED) {
      int to = Math.min(order.length, from + EVALUATED);
      try (NDManager scope = Torch.scope()) {
        List<NDArray> inputs = arrays(scope, valid, order, from, to);
        sum += network.call(scope, "validate", inputs).get(0).getFloat() * (to - from);
      }
    }
    return sum / order.length;
  }

  private static List<NDArray> arrays(
      NDManager scope, ProbeData.Part part, int[] order, int from, int to) {
    return new ArrayList<>(
        List.of(
            matrix(scope, part.inputs(), order, from, to),
            matrix(scope, part.targets(), order, from, to)));
  }

  private static NDArray matrix(
      NDManager scope, List<float[]> rows, int[] order, int from, int to) {
    int width = rows.get(0).length;
    FloatBuffer values = FloatBuffer.allocate((to - from) * width);
    for (int i = from; i < to; i++) {
      values.put(rows.get(order[i]));
    }
    return scope.create(values.flip(), new Shape((long) to - from, width));
  }

  private static int[] identity(int size) {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    return order;
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
