// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;

/**
 * Two vectors a track, one as it is heard and one as it is recommended. Free tables, or linear
 * projections of the content.
 */
final class SimilarityNetwork {
  static final String HEARD = "heard";
  static final String WANTED = "wanted";
  static final String BIAS = "bias";
  private static final String CONTENT = "content";

  /**
   * From so many rows on, tables are changed only where a step touches them. Below, fused dense
   * Adam is faster.
   */
  private static final int LARGE = 200_000;

  /**
   * The inputs are: the heard rows of all listeners of the batch, where each listener's begin, the
   * weights of those rows; the rows that compete; the targets as places in [listener, competitor],
   * and their weights, which add up to 1. The loss is the cross-entropy of a softmax over the
   * competitors.
   */
  private static final String LOSS =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        sums, _0, _1, _2, = torch.embedding_bag(ROWS, x[0], x[1], False, 0, SPARSE, x[2])
        LISTENERS
        kept = torch.dropout(listeners, DROPOUT, True)
        WANTED
        chances = torch.log_softmax(logits, 1)
        picked = torch.index_select(torch.reshape(chances, [-1]), 0, x[4])
        return torch.neg(torch.sum(torch.mul(picked, x[5])))
      """;

  private SimilarityNetwork() {}

  /** Free tables: {@code heard} [I, D], {@code wanted} [I, D], {@code bias} [I, 1]. */
  static Network free(long seed, int tracks, int dimension, double dropout) {
    boolean large = tracks > LARGE;
    Network.Builder builder = Network.builder(seed);
    Initial initial = Initial.normal(0.1 / Math.sqrt(dimension));
    table(builder, HEARD, initial, large, tracks, dimension);
    table(builder, WANTED, initial, large, tracks, dimension);
    table(builder, BIAS, Initial.ZEROS, large, tracks, 1);
    String sparse = large ? "True" : "False";
    return builder
        .methods(
            LOSS.replace("ROWS", "{heard}")
                .replace("LISTENERS", "listeners = sums")
                .replace(
                    "WANTED",
                    """
                    rows = torch.embedding({wanted}, x[3], -1, False, SPARSE)
                      bias = torch.embedding({bias}, x[3], -1, False, SPARSE)
                      logits = torch.linear(kept, rows, torch.select(bias, 1, 0))\
                    """)
                .replace("SPARSE", sparse)
                .replace("DROPOUT", Double.toString(dropout)))
        .build();
  }

  /** Projections {@code heard} [D, E] and {@code wanted} [D, E] of content [I, E]. */
  static Network projected(long seed, float[] content, int tracks, int dimension, double dropout) {
    int inputs = content.length / tracks;
    Initial initial = Initial.linear(inputs);
    return Network.builder(seed)
        .frozen(CONTENT, Initial.of(content), tracks, inputs)
        .parameter(HEARD, initial, dimension, inputs)
        .parameter(WANTED, initial, dimension, inputs)
        .methods(
            LOSS.replace("ROWS", "{content}")
                .replace("LISTENERS", "listeners = torch.linear(sums, {heard})")
                .replace(
                    "WANTED",
                    """
                    rows = torch.embedding({content}, x[3], -1, False, False)
                      logits = torch.linear(kept, torch.linear(rows, {wanted}))\
                    """)
                .replace("SPARSE", "False")
                .replace("DROPOUT", Double.toString(dropout)))
        .build();
  }

  private static void table(
      Network.Builder builder, String name, Initial initial, boolean large, long... shape) {
    if (large) {
      builder.rowSparse(name, initial, shape);
    } else {
      builder.parameter(name, initial, shape);
    }
  }
}
