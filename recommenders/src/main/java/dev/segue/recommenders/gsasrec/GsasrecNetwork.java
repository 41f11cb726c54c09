// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Layers;
import dev.segue.nn.torch.Network;
import java.util.function.Consumer;

/**
 * The transformer of SASRec (Kang and McAuley 2018) as the code of gSASRec (Petrov and Macdonald
 * 2023) has it: queries, the residual and the feed-forward layer read the normalised input, keys
 * and values the input itself; no projection after the attention. Parameters are named as there.
 *
 * <p>Shapes: B sequences, padded on the left to T positions, of D values each.
 */
final class GsasrecNetwork {
  static final String ITEMS = "item_embedding.weight";
  static final String OUTPUTS = "output_embedding.weight";
  static final String POSITIONS = "position_embedding.weight";

  private static final double DEVIATION = 0.02;

  /** A padded position sees itself, so that no row of the softmax is empty; it is zeroed after. */
  private static final String MASK =
      """
      def mask(self, keep: Tensor) -> Tensor:
        row = torch.select(keep, 0, 0)
        ones = torch.logical_or(row, torch.logical_not(row))
        length = torch.size(keep, 1)
        full = torch.expand(ones, [length, length])
        past = torch.tril(full)
        real = torch.view(keep, [torch.size(keep, 0), 1, 1, length])
        seen = torch.logical_or(torch.logical_and(real, SEEN), torch.triu(past))
        return torch.mul(torch.to(torch.logical_not(seen), 6), -1.0e+30)
      def normalised(self, x: Tensor) -> Tensor:
        return torch.div(x, torch.clamp_min(torch.norm(x, 2, [-1], True), 9.9999999999999998e-13))
      """;

  private static final String BLOCK =
      """
      def blockN(self, p: List[Tensor], x: Tensor, xq: Tensor, mask: Tensor, real: Tensor, \
      dropout: float) -> Tensor:
        y = (self).layer_norm(xq, {B.first_norm.weight}, {B.first_norm.bias}, 1.0000000000000001e-05)
        q = torch.linear(y, {A.query_proj.weight}, {A.query_proj.bias})
        k = torch.linear(x, {A.key_proj.weight}, {A.key_proj.bias})
        v = torch.linear(x, {A.val_proj.weight}, {A.val_proj.bias})
        context = (self).attended(q, k, v, mask, HEADS, dropout)
        z = (self).layer_norm(torch.add(context, y), {B.second_norm.weight}, \
      {B.second_norm.bias}, 1.0000000000000001e-05)
        inner = torch.relu(torch.linear(z, {B.dense1.weight}, {B.dense1.bias}))
        outer = torch.linear(torch.dropout(inner, dropout, True), {B.dense2.weight}, \
      {B.dense2.bias})
        return torch.mul(torch.add(z, torch.dropout(outer, dropout, True)), real)
      """;

  /** As {@link Layers#ATTENTION}, for fewer queries than keys too. */
  private static final String ATTENDED =
      """
      def attended(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, heads: int, \
      dropout: float) -> Tensor:
        y = torch.scaled_dot_product_attention((self).heads(q, heads), (self).heads(k, heads), \
      (self).heads(v, heads), mask, dropout)
        joined = torch.contiguous(torch.transpose(y, 1, 2))
        return torch.view(joined, [torch.size(q, 0), torch.size(q, 1), -1])
      """;

  private static final String ENCODE =
      """
      def start(self, p: List[Tensor], e: Tensor, real: Tensor, dropout: float) -> Tensor:
      POSITIONS
        return torch.mul(torch.dropout(x, dropout, True), real)
      def finish(self, p: List[Tensor], x: Tensor) -> Tensor:
        y = (self).layer_norm(x, {seq_norm.weight}, {seq_norm.bias}, 1.0000000000000001e-05)
        return SCALED
      def encode(self, p: List[Tensor], e: Tensor, keep: Tensor, dropout: float) -> Tensor:
        real = torch.unsqueeze(torch.to(keep, 6), -1)
        mask = (self).mask(keep)
        x0 = (self).start(p, e, real, dropout)
      ALL
        return (self).finish(p, LAST)
      def encode_last(self, p: List[Tensor], e: Tensor, keep: Tensor, dropout: float) -> Tensor:
        real = torch.unsqueeze(torch.to(keep, 6), -1)
        mask = (self).mask(keep)
        x0 = (self).start(p, e, real, dropout)
      EARLIER
        return (self).finish(p, FINAL)
      """;

  private static final String VECTORS =
      """
      def vectors(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).input(p, x[0]), (self).output(p, x[0])]
      """;

  private static final String SERVE =
      """
      def user(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.select((self).encode_last(p, x[0], x[1], 0.), 1, 0)]
      """;

  private GsasrecNetwork() {}

  /**
   * A network to train; {@code vectors(ids)} gives input and output vectors.
   *
   * @param tables adds the item tables
   */
  static Network training(GsasrecSettings settings, Consumer<Network.Builder> tables) {
    Network.Builder builder = Network.builder(settings.seed());
    tables.accept(builder);
    transformer(builder, settings.shape());
    double dropout = settings.optimisation().dropout();
    return GsasrecLoss.add(builder, settings.shape(), settings.objective(), dropout)
        .methods(VECTORS)
        .build();
  }

  /** The network without item tables: {@code user(vectors [B, T, D], keep [B, T])}. */
  static Network serving(Network.Builder builder, GsasrecShape shape) {
    return transformer(builder, shape).methods(SERVE).build();
  }

  /** Adds parameters and methods, {@code encode} and {@code encode_last} among them. */
  static Network.Builder transformer(Network.Builder builder, GsasrecShape shape) {
    int width = shape.width();
    if (shape.positions()) {
      builder.parameter(POSITIONS, initial(), shape.length(), width);
    }
    for (int i = 0; i < shape.blocks(); i++) {
      String block = block(i);
      norm(builder, block + ".first_norm", width);
      norm(builder, block + ".second_norm", width);
      for (String projection : new String[] {"query", "key", "val"}) {
        linear(builder, "%s.multihead_attention.%s_proj".formatted(block, projection), width);
      }
      linear(builder, block + ".dense1", width);
      linear(builder, block + ".dense2", width);
    }
    norm(builder, "seq_norm", width);
    builder.methods(Layers.LAYER_NORM).methods(Layers.ATTENTION).methods(ATTENDED);
    builder.methods(MASK.replace("SEEN", shape.causal() ? "past" : "full"));
    for (int i = 0; i < shape.blocks(); i++) {
      builder.methods(
          BLOCK
              .replace("blockN", "block" + i)
              .replace("{A.", "{" + block(i) + ".multihead_attention.")
              .replace("{B.", "{" + block(i) + ".")
              .replace("HEADS", Integer.toString(shape.heads())));
    }
    return builder.methods(encode(shape));
  }

  /** What tables start with. */
  static Initial initial() {
    return Initial.normal(DEVIATION);
  }

  static Network.Builder table(Network.Builder builder, String name, GsasrecShape shape) {
    return builder.parameter(name, initial(), shape.rows(), shape.width());
  }

  private static String encode(GsasrecShape shape) {
    String positions =
        shape.positions()
            ? """
                rows = torch.slice({%s}, 0, torch.sub(%d, torch.size(e, 1)), %d, 1)
                x = torch.add(e, rows)\
              """
                .formatted(POSITIONS, shape.length(), shape.length())
            : "  x = e";
    String scaled =
        shape.normalised()
            ? "torch.mul((self).normalised(y), %s)".formatted(1 / shape.temperature())
            : "y";
    int last = shape.blocks() - 1;
    StringBuilder earlier = new StringBuilder();
    for (int i = 0; i < last; i++) {
      earlier.append("  x%d = %s\n".formatted(i + 1, call(i, "x" + i, "x" + i, "mask", "real")));
    }
    String all =
        earlier
            + "  x%d = %s".formatted(last + 1, call(last, "x" + last, "x" + last, "mask", "real"));
    // The last block need not look from any position but the last.
    earlier.append("  q = torch.slice(x%d, 1, -1, 9223372036854775807, 1)\n".formatted(last));
    earlier.append("  seen = torch.slice(mask, 2, -1, 9223372036854775807, 1)\n");
    earlier.append("  end = torch.slice(real, 1, -1, 9223372036854775807, 1)");
    return ENCODE
        .replace("POSITIONS", positions)
        .replace("SCALED", scaled)
        .replace("ALL", all)
        .replace("LAST", "x" + shape.blocks())
        .replace("EARLIER", earlier)
        .replace("FINAL", call(last, "x" + last, "q", "seen", "end"));
  }

  private static String call(int block, String x, String queries, String mask, String real) {
    return "(self).block%d(p, %s, %s, %s, %s, dropout)".formatted(block, x, queries, mask, real);
  }

  private static String block(int index) {
    return "transformer_blocks." + index;
  }

  private static void norm(Network.Builder builder, String name, int width) {
    builder.parameter(name + ".weight", Initial.ONES, width);
    builder.parameter(name + ".bias", Initial.ZEROS, width);
  }

  private static void linear(Network.Builder builder, String name, int width) {
    builder.parameter(name + ".weight", Initial.linear(width), width, width);
    builder.parameter(name + ".bias", Initial.linear(width), width);
  }
}
