// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import dev.segue.nn.torch.Precision;

/** The whole network, as TorchScript. */
final class Wav2Vec2Text {
  private static final String ENCODER_NORM = "encoder.layer_norm";

  private final Wav2Vec2Config config;
  private final LayerMix mix;
  private final int precision;
  private final EncoderText encoder;

  private Wav2Vec2Text(Wav2Vec2Config config, LayerMix mix, Precision precision) {
    this.config = config;
    this.mix = mix;
    this.precision = precision.number();
    this.encoder = new EncoderText(config, precision.number());
  }

  /**
   * The methods {@code embed(samples [B, N]) -> [B, D]}, {@code hidden_states(samples) -> layers +
   * 1 times [B, T, D]} and {@code masked_hidden_states(samples, mask [B, T] of 0 and 1)}.
   */
  static String of(Wav2Vec2Config config, LayerMix mix, Precision precision) {
    return new Wav2Vec2Text(config, mix, precision).methods();
  }

  private String methods() {
    return String.join(
        "",
        new FeatureText(config, precision).methods(),
        PositionText.methods(config, precision),
        encoder.methods(),
        input(),
        embed(),
        hiddenStates());
  }

  /** From frames of the convolutions to the input of the first layer. */
  private String input() {
    return """
    def project(self, p: List[Tensor], x: Tensor) -> Tensor:
      y = torch.layer_norm(x, [CHANNELS], {@layer_norm.weight}, {@layer_norm.bias}, EPS)
      y = torch.to(y, PRECISION)
      return torch.to(torch.linear(y, {@projection.weight}, {@projection.bias}), 6)
    def locate(self, p: List[Tensor], h: Tensor) -> Tensor:
      y = torch.add(h, (self).positions(p, h))
      return NORM
    """
        .replace("NORM", config.preNorm() ? "y" : encoder.norm("y", ENCODER_NORM))
        .replace("{@", "{feature_projection.")
        .replace("CHANNELS", Integer.toString(config.channels()))
        .replace("EPS", Double.toString(config.eps()))
        .replace("PRECISION", Integer.toString(precision));
  }

  /** Only the layers that count, and of their states only the means. */
  private String embed() {
    StringBuilder text =
        new StringBuilder(
            """
            def embed(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
              h = (self).project(p, (self).features(p, x[0]))
              h = (self).locate(p, h)
              means = annotate(List[Tensor], [])
            """);
    for (int i = 0; i <= mix.last(); i++) {
      if (i > 0) {
        text.append("  h = (self).layer_%d(p, h, None)\n".formatted(i - 1));
      }
      double weight = mix.weights().get(i);
      if (weight != 0) {
        text.append(
            "  _1 = torch.append(means, torch.mul(torch.mean(%s, [1]), %s))\n"
                .formatted(state(i), weight));
      }
    }
    return text.append("  return [torch.sum(torch.stack(means), [0])]\n").toString();
  }

  /** The last state of a network that normalises inputs is normalised itself. */
  private String state(int i) {
    return config.preNorm() && i == config.layers() ? encoder.norm("h", ENCODER_NORM) : "h";
  }

  private String hiddenStates() {
    StringBuilder text =
        new StringBuilder(
            """
            def states(self, p: List[Tensor], h: Tensor, bias: Optional[Tensor]) -> List[Tensor]:
              h = (self).locate(p, h)
              states = [h]
            """);
    for (int i = 1; i <= config.layers(); i++) {
      text.append("  h = (self).layer_%d(p, h, bias)\n".formatted(i - 1));
      text.append("  _1 = torch.append(states, %s)\n".formatted(state(i)));
    }
    return text.append(
            """
              return states
            def hidden_states(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
              h = (self).project(p, (self).features(p, x[0]))
              return (self).states(p, h, None)
            def masked_hidden_states(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
              h = (self).project(p, (self).features(p, x[0]))
              h = torch.mul(h, torch.unsqueeze(x[1], 2))
              bias = torch.mul(torch.sub(x[1], 1.), 1e+30)
              bias = torch.unsqueeze(torch.unsqueeze(bias, 1), 1)
              return (self).states(p, h, torch.to(bias, PRECISION))
            """
                .replace("PRECISION", Integer.toString(precision)))
        .toString();
  }
}
