// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Layers;
import dev.segue.nn.torch.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoder of BERT (Devlin et al. 2019) as Hugging Face's BertModel computes it: layer norm
 * after each residual, exact GELU, epsilon 1e-12. The parameters have that model's names, so that
 * its checkpoints fit; its word table and its pooler, which BERT4Rec does not use, are left out.
 *
 * <p>Shapes: B sequences, L positions, H values of a position, M chosen places out of B * L.
 */
final class BertEncoder {
  private static final String PREFIX = "transformer_model.";
  private static final String EMBEDDINGS = PREFIX + "embeddings.";

  /** [P, H]. */
  static final String POSITIONS = EMBEDDINGS + "position_embeddings.weight";

  /** [F, H]. */
  static final String FEED_FORWARD = PREFIX + "encoder.layer.0.intermediate.dense.weight";

  /** Hugging Face's {@code initializer_range}. */
  private static final Initial WEIGHT = Initial.normal(0.02);

  /**
   * {@code keys} is [B, L]: 1 where there is an item, 0 where there is padding. The lowest float
   * instead of minus infinity, as in Hugging Face's mask.
   */
  private static final String EMBED =
      """
      def drop(self, x: Tensor, rate: float) -> Tensor:
        if torch.gt(rate, 0.):
          y = torch.dropout(x, rate, True)
        else:
          y = x
        return y
      def norm(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        return (self).layer_norm(x, weight, bias, 9.9999999999999998e-13)
      def embed(self, p: List[Tensor], rows: Tensor, rate: float) -> Tensor:
        places = torch.slice({EMB.position_embeddings.weight}, 0, 0, torch.size(rows, 1), 1)
        typed = torch.add(rows, torch.select({EMB.token_type_embeddings.weight}, 0, 0))
        x = torch.add(typed, places)
        y = (self).norm(x, {EMB.LayerNorm.weight}, {EMB.LayerNorm.bias})
        return (self).drop(y, rate)
      def key_mask(self, keys: Tensor) -> Tensor:
        hidden = torch.mul(torch.rsub(keys, 1), -3.4028234663852886e+38)
        return torch.unsqueeze(torch.unsqueeze(hidden, 1), 1)
      """
          .replace("EMB.", EMBEDDINGS);

  /** The two halves of a layer: what mixes positions, and what works on each alone. */
  private static final String LAYER =
      """
      def context_N(self, p: List[Tensor], x: Tensor, mask: Tensor, rate: float) -> Tensor:
        q = torch.linear(x, {AT.attention.self.query.weight}, {AT.attention.self.query.bias})
        k = torch.linear(x, {AT.attention.self.key.weight}, {AT.attention.self.key.bias})
        v = torch.linear(x, {AT.attention.self.value.weight}, {AT.attention.self.value.bias})
        return (self).attention(q, k, v, mask, HEADS, rate)
      def output_N(self, p: List[Tensor], x: Tensor, context: Tensor, rate: float) -> Tensor:
        a = torch.linear(context, {AT.attention.output.dense.weight}, \
      {AT.attention.output.dense.bias})
        y = (self).norm(torch.add((self).drop(a, rate), x), \
      {AT.attention.output.LayerNorm.weight}, {AT.attention.output.LayerNorm.bias})
        f = torch.gelu(torch.linear(y, {AT.intermediate.dense.weight}, \
      {AT.intermediate.dense.bias}))
        z = torch.linear(f, {AT.output.dense.weight}, {AT.output.dense.bias})
        return (self).norm(torch.add((self).drop(z, rate), y), \
      {AT.output.LayerNorm.weight}, {AT.output.LayerNorm.bias})
      """;

  private BertEncoder() {}

  /**
   * Declares the parameters and these methods, all in terms of rows that the caller looked up:
   *
   * <ul>
   *   <li>{@code (self).chosen(p, rows, keys, places, rate, attention_rate)}: [M, H], the last
   *       layer at the flat places only;
   *   <li>{@code states(p, x)} with x = rows, keys: the list of all hidden states [B, L, H], the
   *       embedding first;
   *   <li>{@code encode(p, x)} with x = rows, keys, places: {@code chosen} without dropout.
   * </ul>
   */
  static Network.Builder declare(Network.Builder network, BertSizes sizes) {
    long width = sizes.width();
    network
        .parameter(POSITIONS, WEIGHT, sizes.positions(), width)
        .parameter(EMBEDDINGS + "token_type_embeddings.weight", WEIGHT, 2, width);
    norm(network, EMBEDDINGS + "LayerNorm", width);
    StringBuilder methods =
        new StringBuilder(Layers.LAYER_NORM).append(Layers.ATTENTION).append(EMBED);
    for (int i = 0; i < sizes.layers(); i++) {
      String layer = PREFIX + "encoder.layer." + i + ".";
      layer(network, layer, width, sizes.feedForward());
      methods.append(
          LAYER
              .replace("{AT.", "{" + layer)
              .replace("_N(", "_" + i + "(")
              .replace("HEADS", Integer.toString(sizes.heads())));
    }
    return network.methods(methods + whole(sizes.layers()));
  }

  private static void layer(Network.Builder network, String at, long width, long feedForward) {
    for (String name : List.of("query", "key", "value")) {
      linear(network, at + "attention.self." + name, width, width);
    }
    linear(network, at + "attention.output.dense", width, width);
    norm(network, at + "attention.output.LayerNorm", width);
    linear(network, at + "intermediate.dense", width, feedForward);
    linear(network, at + "output.dense", feedForward, width);
    norm(network, at + "output.LayerNorm", width);
  }

  private static void linear(Network.Builder network, String name, long inputs, long outputs) {
    network
        .parameter(name + ".weight", WEIGHT, outputs, inputs)
        .parameter(name + ".bias", Initial.ZEROS, outputs);
  }

  private static void norm(Network.Builder network, String name, long width) {
    network
        .parameter(name + ".weight", Initial.ONES, width)
        .parameter(name + ".bias", Initial.ZEROS, width);
  }

  private static String whole(int layers) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "def chosen(self, p: List[Tensor], rows: Tensor, keys: Tensor, places: Tensor,"
            + " rate: float, attention_rate: float) -> Tensor:");
    lines.add("  mask = (self).key_mask(keys)");
    lines.add("  h0 = (self).embed(p, rows, rate)");
    for (int i = 0; i < layers - 1; i++) {
      lines.add("  c%1$d = (self).context_%1$d(p, h%1$d, mask, attention_rate)".formatted(i));
      lines.add("  h%2$d = (self).output_%1$d(p, h%1$d, c%1$d, rate)".formatted(i, i + 1));
    }
    int last = layers - 1;
    lines.add("  c = (self).context_%1$d(p, h%1$d, mask, attention_rate)".formatted(last));
    lines.add("  c0 = torch.index_select(torch.flatten(c, 0, 1), 0, places)");
    lines.add("  x0 = torch.index_select(torch.flatten(h%d, 0, 1), 0, places)".formatted(last));
    lines.add("  return (self).output_%d(p, x0, c0, rate)".formatted(last));

    lines.add("def states(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:");
    lines.add("  mask = (self).key_mask(x[1])");
    lines.add("  h0 = (self).embed(p, x[0], 0.)");
    for (int i = 0; i < layers; i++) {
      lines.add("  c%1$d = (self).context_%1$d(p, h%1$d, mask, 0.)".formatted(i));
      lines.add("  h%2$d = (self).output_%1$d(p, h%1$d, c%1$d, 0.)".formatted(i, i + 1));
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i <= layers; i++) {
      all.add("h" + i);
    }
    lines.add("  return [" + String.join(", ", all) + "]");

    lines.add("def encode(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:");
    lines.add("  return [(self).chosen(p, x[0], x[1], x[2], 0., 0.)]");
    return String.join("\n", lines) + "\n";
  }
}
