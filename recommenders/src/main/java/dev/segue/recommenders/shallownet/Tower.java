// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import java.util.List;

/** The shared layer: Linear and ReLU, then length 1, for listeners and tracks alike. */
final class Tower {
  /** Names as in the state dictionary of the published code. */
  static final String LISTENERS = "user_embeddings.weight";

  static final String TRACKS = "item_embeddings.weight";
  static final String WEIGHT = "model.0.weight";
  static final String BIAS = "model.0.bias";
  static final List<String> NAMES = List.of(LISTENERS, TRACKS, WEIGHT, BIAS);

  /**
   * TorchScript: {@code outputs} with their lengths, and {@code embed}, which takes raw vectors [N,
   * E] to unit vectors [N, O]. 1e-8 is the least length in PyTorch's cosine similarity: an output
   * of zeros stays zeros, and every cosine with it is 0.
   */
  static final String TEXT =
      """
      def outputs(self, rows: Tensor, w: Tensor, b: Tensor) -> Tuple[Tensor, Tensor]:
        hidden = torch.relu_(torch.linear(rows, w, b))
        lengths = torch.clamp_min(torch.linalg_vector_norm(hidden, 2, [1], True), 1e-8)
        return (torch.div_(hidden, lengths), lengths)
      def embed(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        units, lengths, = (self).outputs(x[0], {model.0.weight}, {model.0.bias})
        return [units]
      """;

  private Tower() {}

  /**
   * A network with the loss.
   *
   * @param listeners their table [U, E]
   * @param tracks their table [I, E]
   * @param width values of an output, O
   */
  static Network network(long seed, Table listeners, Table tracks, int width, TowerLoss loss) {
    int dimension = tracks.dimension();
    Network.Builder builder = Network.builder(seed);
    listeners.declare(builder, LISTENERS);
    tracks.declare(builder, TRACKS);
    return builder
        .parameter(WEIGHT, Initial.linear(dimension), width, dimension)
        .parameter(BIAS, Initial.linear(dimension), width)
        .methods(TEXT)
        .methods(loss.text(listeners, tracks))
        .build();
  }

  /**
   * One side's vectors.
   *
   * @param trained whether training changes them
   */
  record Table(Initial values, int rows, int dimension, boolean trained) {
    /**
     * From so many rows on, a step that passed over the whole table would take longer than the rest
     * of it: then Adam is lazy and changes the rows of the batch only.
     */
    private static final int LARGE = 200_000;

    boolean sparse() {
      return trained && rows > LARGE;
    }

    private void declare(Network.Builder builder, String name) {
      if (sparse()) {
        builder.rowSparse(name, values, rows, dimension);
      } else if (trained) {
        builder.parameter(name, values, rows, dimension);
      } else {
        builder.frozen(name, values, rows, dimension);
      }
    }
  }
}
