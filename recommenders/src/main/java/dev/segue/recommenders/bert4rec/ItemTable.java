// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;

/**
 * Where an item's row comes from. There are n items, then the mask token n, then the padding n + 1:
 * V = n + 2 rows of H values. The same rows are read at the input and by the head.
 *
 * <p>Each declares {@code (self).rows(p, ids)}, the rows of some ids, which gives the padding no
 * gradient, {@code (self).output_rows(p, ids)}, the same for the head, and {@code (self).table(p)},
 * all rows.
 */
sealed interface ItemTable {
  /** The name of the whole table, as in the reference study's checkpoints. */
  String ITEMS = "item_embeddings.weight";

  /** The name of the map from content to rows, [H, C]. */
  String PROJECTION = "projection.weight";

  /** The name of the rows of the mask and the padding where the others are projected, [2, H]. */
  String SPECIAL = "special.weight";

  /** The deviation of rows that are drawn at random. */
  double DEVIATION = 0.02;

  /** Adds the parameters and methods. */
  void declare(Network.Builder network, int items, int width);

  /** How the rows change in training. */
  enum Change {
    /** All rows move with every step. */
    TRAINED,
    /** Only the rows that a step reads move: for large catalogues and sampled negatives. */
    ROW_SPARSE,
    /** They stay. */
    FROZEN
  }

  /**
   * One row each.
   *
   * @param initial of all V rows; the padding's is set to zero whatever it says
   */
  record Rows(Initial initial, Change change) implements ItemTable {
    @Override
    public void declare(Network.Builder network, int items, int width) {
      Initial padded =
          (shape, random) -> {
            float[] values = initial.values(shape, random);
            java.util.Arrays.fill(values, (items + 1) * width, values.length, 0);
            return values;
          };
      switch (change) {
        case TRAINED -> network.parameter(ITEMS, padded, items + 2, width);
        case ROW_SPARSE -> network.rowSparse(ITEMS, padded, items + 2, width);
        case FROZEN -> network.frozen(ITEMS, padded, items + 2, width);
      }
      network.methods(
          """
          def rows(self, p: List[Tensor], ids: Tensor) -> Tensor:
            return torch.embedding({TABLE}, ids, PADDING, False, SPARSE)
          def output_rows(self, p: List[Tensor], ids: Tensor) -> Tensor:
            return torch.embedding({TABLE}, ids, -1, False, SPARSE)
          def table(self, p: List[Tensor]) -> Tensor:
            return {TABLE}
          """
              .replace("TABLE", ITEMS)
              .replace("PADDING", Integer.toString(items + 1))
              .replace("SPARSE", change == Change.ROW_SPARSE ? "True" : "False"));
    }
  }

  /**
   * Frozen content vectors through a learned linear map without bias; the mask and the padding have
   * rows of their own.
   *
   * @param content the n vectors of C values, row-major
   */
  @SuppressWarnings("ArrayRecordComponent") // A large table that is only handed on.
  record Projected(float[] content, int dimension) implements ItemTable {
    private static final String CONTENT = "content.weight";

    @Override
    public void declare(Network.Builder network, int items, int width) {
      // The two rows at the end stand for the mask and the padding, which add nothing here.
      float[] padded = java.util.Arrays.copyOf(content, (items + 2) * dimension);
      network
          .frozen(CONTENT, Initial.of(padded), items + 2, dimension)
          .parameter(
              // Standardised content then gives rows of the deviation that drawn ones have.
              PROJECTION, Initial.normal(DEVIATION / Math.sqrt(dimension)), width, dimension)
          .parameter(SPECIAL, Initial.normal(DEVIATION), 2, width)
          .methods(
              """
              def rows(self, p: List[Tensor], ids: Tensor) -> Tensor:
                content = torch.embedding({content.weight}, ids, -1, False, False)
                special = torch.constant_pad_nd({special.weight}, [0, 0, 1, 0], 0)
                kind = torch.clamp(torch.sub(ids, LAST), 0)
                token = torch.embedding(special, kind, 2, False, False)
                return torch.add(torch.linear(content, {projection.weight}), token)
              def output_rows(self, p: List[Tensor], ids: Tensor) -> Tensor:
                return (self).rows(p, ids)
              def table(self, p: List[Tensor]) -> Tensor:
                content = torch.slice({content.weight}, 0, 0, ITEMS, 1)
                items = torch.linear(content, {projection.weight})
                return torch.cat([items, {special.weight}], 0)
              """
                  .replace("LAST", Integer.toString(items - 1))
                  .replace("ITEMS", Integer.toString(items)));
    }
  }
}
