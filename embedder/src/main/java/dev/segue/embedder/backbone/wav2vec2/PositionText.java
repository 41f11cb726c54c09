// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

/** The positional convolutions, as TorchScript. A filter of even length gives a frame too many. */
final class PositionText {
  private PositionText() {}

  /** {@code (self).positions(p, h)}: what is added to the frames [B, T, D]. */
  static String methods(Wav2Vec2Config config, int precision) {
    return config.positional() instanceof Positional.Stacked stacked
        ? stacked(stacked, config.hidden(), precision)
        : single(config.positional(), precision);
  }

  private static String single(Positional positional, int precision) {
    return """
    def positions(self, p: List[Tensor], h: Tensor) -> Tensor:
      y = torch.transpose(h, 1, 2)
    CONVOLUTION
      return torch.to(torch.transpose(torch.gelu(y), 1, 2), 6)
    """
        .replace("CONVOLUTION", convolution(positional, Wav2Vec2Weights.POSITIONAL, precision));
  }

  private static String stacked(Positional.Stacked stacked, int hidden, int precision) {
    StringBuilder layers = new StringBuilder();
    StringBuilder all = new StringBuilder("  y = torch.transpose(h, 1, 2)\n");
    for (int i = 0; i < stacked.depth(); i++) {
      layers.append(
          """
          def position_%d(self, p: List[Tensor], y: Tensor) -> Tensor:
          CONVOLUTION
            y = torch.layer_norm(torch.to(torch.transpose(y, 1, 2), 6), [%d], None, None, 1e-05)
            return torch.transpose(torch.gelu_(y), 1, 2)
          """
              .formatted(i, hidden)
              .replace(
                  "CONVOLUTION",
                  convolution(
                      stacked, "encoder.pos_conv_embed.layers.%d.conv.".formatted(i), precision)));
      all.append("  y = (self).position_%d(p, y)\n".formatted(i));
    }
    return layers
        .append("def positions(self, p: List[Tensor], h: Tensor) -> Tensor:\n")
        .append(all)
        .append("  return torch.transpose(y, 1, 2)\n")
        .toString();
  }

  private static String convolution(Positional positional, String layer, int precision) {
    return """
      t = torch.size(y, 2)
      y = torch.conv1d(torch.to(y, %d), {%2$sweight}, {%2$sbias}, [1], [%3$d], [1], %4$d)
      y = torch.slice(y, 2, 0, t)"""
        .indent(2)
        .stripTrailing()
        .formatted(precision, layer, positional.kernel() / 2, positional.groups());
  }
}
