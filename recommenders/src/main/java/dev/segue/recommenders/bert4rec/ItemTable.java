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

  /** The deviation of rows that are drawn at random. */
  double DEVIATION = 0.02;

  /** Above so many items a pass over the table costs more than the rows of a step are worth. */
  int LARGE = 200_000;

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
      declareTable(network, items, width);
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

    private Network.Builder declareTable(Network.Builder network, int items, int width) {
      Initial padded =
          (shape, random) -> {
            float[] values = initial.values(shape, random);
            java.util.Arrays.fill(values, (items + 1) * width, values.length, 0);
            return values;
          };
      return switch (change) {
        case TRAINED -> network.parameter(ITEMS, padded, items + 2, width);
        case ROW_SPARSE -> network.rowSparse(ITEMS, padded, items + 2, width);
        case FROZEN -> network.frozen(ITEMS, padded, items + 2, width);
      };
    }
  }

  /**
   * Frozen content vectors through a learned linear map without bias. What has no content, the mask
   * and the padding among it, has a row of its own.
   *
   * @param content the V vectors of C values, row-major; zeros where there is none
   * @param present V values: 1 for an item with content, 0 otherwise
   */
  @SuppressWarnings("ArrayRecordComponent") // Large tables that are only handed on.
  record Projected(float[] content, float[] present, int dimension) implements ItemTable {
    private static final String CONTENT = "content.weight";
    private static final String PRESENT = "content.present";

    /** Whether a parameter of this name is content, which is not part of a model. */
    static boolean holdsContent(String name) {
      return name.equals(CONTENT) || name.equals(PRESENT);
    }

    @Override
    public void declare(Network.Builder network, int items, int width) {
      new Rows(Initial.normal(DEVIATION), Change.TRAINED)
          .declareTable(network, items, width)
          // Standardised content then gives rows of the deviation that drawn ones have.
          .parameter(
              PROJECTION,
              Initial.normal(DEVIATION / Math.sqrt((double) dimension)),
              width,
              dimension)
          .frozen(CONTENT, Initial.of(content), items + 2, dimension)
          .frozen(PRESENT, Initial.of(present), items + 2, 1)
          .methods(
              """
              def mixed(self, p: List[Tensor], content: Tensor, own: Tensor, known: Tensor) \
              -> Tensor:
                projected = torch.linear(content, {projection.weight})
                return torch.add(torch.mul(known, torch.sub(projected, own)), own)
              def rows(self, p: List[Tensor], ids: Tensor) -> Tensor:
                content = torch.embedding({content.weight}, ids, -1, False, False)
                own = torch.embedding({item_embeddings.weight}, ids, PADDING, False, False)
                known = torch.embedding({content.present}, ids, -1, False, False)
                return (self).mixed(p, content, own, known)
              def output_rows(self, p: List[Tensor], ids: Tensor) -> Tensor:
                return (self).rows(p, ids)
              def table(self, p: List[Tensor]) -> Tensor:
                return (self).mixed(p, {content.weight}, {item_embeddings.weight}, \
              {content.present})
              """
                  .replace("PADDING", Integer.toString(items + 1)));
    }
  }
}
