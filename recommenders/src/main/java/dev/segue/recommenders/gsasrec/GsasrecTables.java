// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;

/**
 * How ids become item vectors while a network trains: rows of a table, or, for tracks with content,
 * a learned linear projection of their content vector.
 *
 * <p>Gives {@code (self).input(p, ids)} and {@code (self).output(p, ids)}, both [..., D].
 */
final class GsasrecTables {
  static final String CONTENT = "content.weight";
  static final String PRESENT = "content.present";
  static final String INPUT_PROJECTION = "item_projection";
  static final String OUTPUT_PROJECTION = "output_projection";

  private static final String LOOKUP =
      """
      def NAME(self, p: List[Tensor], ids: Tensor) -> Tensor:
        return NORMALISED(torch.embedding({TABLE}, ids, -1, False, SPARSE))
      """;

  private static final String PROJECTED =
      """
      def NAME(self, p: List[Tensor], ids: Tensor) -> Tensor:
        known = torch.embedding({content.present}, ids, -1, False, False)
        content = torch.embedding({content.weight}, ids, -1, False, False)
        projected = torch.linear(content, {PROJECTION.weight}, {PROJECTION.bias})
        own = torch.embedding({TABLE}, ids, -1, False, SPARSE)
        return NORMALISED(torch.add(torch.mul(known, projected), \
      torch.mul(torch.sub(1., known), own)))
      """;

  private GsasrecTables() {}

  /**
   * Adds the tables.
   *
   * @param sparse whether a step changes only the rows it reads
   */
  static void plain(Network.Builder builder, GsasrecShape shape, boolean sparse) {
    table(builder, GsasrecNetwork.ITEMS, shape, sparse);
    if (!shape.shared()) {
      table(builder, GsasrecNetwork.OUTPUTS, shape, sparse);
    }
    String text = LOOKUP.replace("SPARSE", sparse ? "True" : "False");
    builder.methods(named(text, "input", GsasrecNetwork.ITEMS, "", shape));
    builder.methods(named(text, "output", outputs(shape), "", shape));
  }

  /**
   * Adds the tables and a frozen one of content.
   *
   * @param content rows of the ids, row-major
   * @param present 1 for ids that have content, 0 for the others
   */
  static void projected(
      Network.Builder builder, GsasrecShape shape, float[] content, float[] present) {
    int dimension = content.length / shape.rows();
    builder.frozen(CONTENT, Initial.of(content), shape.rows(), dimension);
    builder.frozen(PRESENT, Initial.of(present), shape.rows(), 1);
    GsasrecNetwork.table(builder, GsasrecNetwork.ITEMS, shape);
    projection(builder, INPUT_PROJECTION, shape, dimension);
    if (!shape.shared()) {
      GsasrecNetwork.table(builder, GsasrecNetwork.OUTPUTS, shape);
      projection(builder, OUTPUT_PROJECTION, shape, dimension);
    }
    String text = PROJECTED.replace("SPARSE", "False");
    builder.methods(named(text, "input", GsasrecNetwork.ITEMS, INPUT_PROJECTION, shape));
    builder.methods(named(text, "output", outputs(shape), outputProjection(shape), shape));
  }

  /** The name of the table that scores are made with. */
  static String outputs(GsasrecShape shape) {
    return shape.shared() ? GsasrecNetwork.ITEMS : GsasrecNetwork.OUTPUTS;
  }

  /** The name of the projection that scores are made with. */
  static String outputProjection(GsasrecShape shape) {
    return shape.shared() ? INPUT_PROJECTION : OUTPUT_PROJECTION;
  }

  /** Adds a projection, smaller than PyTorch's Linear: item vectors start short. */
  static void projection(Network.Builder builder, String name, GsasrecShape shape, int dimension) {
    double deviation = 0.02 / Math.sqrt((double) dimension);
    builder.parameter(name + ".weight", Initial.normal(deviation), shape.width(), dimension);
    builder.parameter(name + ".bias", Initial.ZEROS, shape.width());
  }

  private static void table(
      Network.Builder builder, String name, GsasrecShape shape, boolean sparse) {
    if (sparse) {
      builder.rowSparse(name, GsasrecNetwork.initial(), shape.rows(), shape.width());
    } else {
      GsasrecNetwork.table(builder, name, shape);
    }
  }

  private static String named(
      String text, String method, String table, String projection, GsasrecShape shape) {
    return text.replace("NAME", method)
        .replace("TABLE", table)
        .replace("PROJECTION", projection)
        .replace("NORMALISED", shape.normalised() ? "(self).normalised" : "");
  }
}
