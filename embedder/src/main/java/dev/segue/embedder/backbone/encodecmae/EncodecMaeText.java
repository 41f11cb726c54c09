// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import dev.segue.nn.torch.Precision;

/**
 * The whole network as TorchScript. Two methods are called from Java: {@code convolve}, see {@link
 * SeanetText}, and {@code frames}, from its results (any number of chunks of one length) to the
 * frames of a layer, [B, frames, width]. {@code frames_masked} is the same for chunks whose last
 * frame is only partly audio.
 */
final class EncodecMaeText {
  private static final String HELPERS =
      """
      def attention(self, x: Tensor, w: Tensor, o: Tensor, mask: Optional[Tensor]) -> Tensor:
        shape = [torch.size(x, 0), torch.size(x, 1), 3, %1$d, -1]
        merged = torch.view(torch.linear(%2$s, w, None), shape)
        qkv = torch.permute(merged, [2, 0, 3, 1, 4])
        q = torch.select(qkv, 0, 0)
        k = torch.select(qkv, 0, 1)
        y = torch.scaled_dot_product_attention(q, k, torch.select(qkv, 0, 2), mask)
        joined = torch.reshape(torch.transpose(y, 1, 2), [torch.size(x, 0), torch.size(x, 1), -1])
        return torch.to(torch.linear(joined, o, None), 6)
      def feed_forward(self, p: List[Tensor], x: Tensor) -> Tensor:
        y = torch.relu_(torch.linear(%2$s, {%3$s0.weight}, {%3$s0.bias}))
        return torch.to(torch.linear(y, {%3$s2.weight}, {%3$s2.bias}), 6)
      def project(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        y = (self).module_%4$d(p, (self).module_%5$d(p, torch.stack(x, 1)))
        z = torch.linear(y, {feat_projector.weight}, {feat_projector.bias})
        return torch.add_(z, torch.slice({positions}, 0, 0, torch.size(z, 1)))
      def frames(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).encode(p, (self).project(p, x), None)]
      def frames_masked(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).project(p, x)
        zeros = torch.zeros_like(torch.select(torch.select(y, 0, 0), 1, 0))
        last = torch.sub(torch.slice(zeros, 0, -1, 9223372036854775807), 1000000000)
        mask = torch.cat([torch.slice(zeros, 0, 0, -1), last], 0)
        return [(self).encode(p, y, torch.to(torch.view(mask, [1, 1, 1, -1]), %6$d))]
      """;

  private final EncodecMaeConfig config;
  private final StringBuilder text = new StringBuilder();

  private EncodecMaeText(EncodecMaeConfig config) {
    this.config = config;
  }

  /**
   * The methods.
   *
   * @param layer whose frames are wanted; 0 is the input of the first one
   * @param precision of the matrices of the transformer
   */
  static String of(EncodecMaeConfig config, int layer, Precision precision) {
    EncodecMaeText writer = new EncodecMaeText(config);
    writer.encode(layer);
    int lstm = SeanetText.lstm(config);
    return SeanetText.of(config)
        + HELPERS.formatted(
            config.heads(),
            precision == Precision.FLOAT32 ? "x" : "torch.to(x, %d)".formatted(precision.number()),
            EncodecMaeWeights.feedForward(0),
            lstm + 2,
            lstm,
            precision.number())
        + writer.text;
  }

  /** Whether a weight is one of those that may be in another precision. */
  static boolean matrix(String name) {
    return name.matches(".*(qkv|wo\\.weight|ff_layer\\.[02]\\.(weight|bias))");
  }

  /**
   * ResiDual (Xie et al. 2023): one stream is normalised after every residual, the other is only
   * summed up and normalised at the end.
   */
  private void encode(int layer) {
    text.append(
        "def encode(self, p: List[Tensor], x: Tensor, mask: Optional[Tensor]) -> Tensor:\n");
    text.append("  a = x\n  b = x\n");
    for (int i = 0; i < layer; i++) {
      String prefix = "%sencoder_layers.%d.".formatted(EncodecMaeWeights.ENCODER, i);
      String attention = prefix + "att_layer.";
      residual(
          "(self).attention(a, {%sqkv}, {%swo.weight}, mask)".formatted(attention, attention),
          prefix + "norm1");
      residual("(self).feed_forward(p, a)", prefix + "norm2");
    }
    text.append(
        layer == config.layers()
            ? "  return torch.add_(%s, a)\n"
                .formatted(norm("b", EncodecMaeWeights.ENCODER + "final_norm"))
            : "  return a\n");
  }

  private void residual(String branch, String norm) {
    text.append("  y = ").append(branch).append('\n');
    text.append("  a = ").append(norm("torch.add(a, y)", norm)).append('\n');
    text.append("  b = torch.add(b, y)\n");
  }

  private String norm(String x, String name) {
    return "torch.layer_norm(%s, [%d], {%s.weight}, {%s.bias}, %s)"
        .formatted(x, config.width(), name, name, config.epsilon());
  }
}
