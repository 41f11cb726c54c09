// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

/**
 * The transformer, as TorchScript: bidirectional, with fused attention. Frames and norms keep 32
 * bits, the products may have fewer.
 */
final class EncoderText {
  private final Wav2Vec2Config config;
  private final int precision;

  EncoderText(Wav2Vec2Config config, int precision) {
    this.config = config;
    this.precision = precision;
  }

  /**
   * {@code (self).layer_0(p, h, bias)} and so on: frames [B, T, D] and what is added to the scores
   * of attention.
   */
  String methods() {
    StringBuilder text = new StringBuilder(blocks());
    for (int i = 0; i < config.layers(); i++) {
      text.append(layer(i));
    }
    return text.toString();
  }

  /** {@code LayerNorm(x)} of a layer or of the whole encoder. */
  String norm(String x, String name) {
    return "torch.layer_norm(%s, [%d], {%3$s.weight}, {%3$s.bias}, %4$s)"
        .formatted(x, config.hidden(), name, config.eps());
  }

  private String blocks() {
    return """
    def heads(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
      y = torch.linear(x, w, b)
      y = torch.view(y, [torch.size(x, 0), torch.size(x, 1), HEADS, SIZE])
      return torch.transpose(y, 1, 2)
    def attend(self, q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor]) -> Tensor:
      y = torch.scaled_dot_product_attention(q, k, v, bias, 0., False)
      return torch.reshape(torch.transpose(y, 1, 2), [torch.size(q, 0), torch.size(q, 2), -1])
    def feed(self, x: Tensor, w: Tensor, b: Tensor, w2: Tensor, b2: Tensor) -> Tensor:
      y = torch.gelu_(torch.linear(torch.to(x, PRECISION), w, b))
      return torch.to(torch.linear(y, w2, b2), 6)
    """
        .replace("HEADS", Integer.toString(config.heads()))
        .replace("SIZE", Integer.toString(config.hidden() / config.heads()))
        .replace("PRECISION", Integer.toString(precision));
  }

  private String layer(int i) {
    return """
    def attention_I(self, p: List[Tensor], x: Tensor, bias: Optional[Tensor]) -> Tensor:
      y = torch.to(x, PRECISION)
      q = (self).heads(y, {@attention.q_proj.weight}, {@attention.q_proj.bias})
      k = (self).heads(y, {@attention.k_proj.weight}, {@attention.k_proj.bias})
      v = (self).heads(y, {@attention.v_proj.weight}, {@attention.v_proj.bias})
      y = (self).attend(q, k, v, bias)
      y = torch.linear(y, {@attention.out_proj.weight}, {@attention.out_proj.bias})
      return torch.to(y, 6)
    def feed_I(self, p: List[Tensor], x: Tensor) -> Tensor:
      w = {@feed_forward.intermediate_dense.weight}
      b = {@feed_forward.intermediate_dense.bias}
      w2 = {@feed_forward.output_dense.weight}
      return (self).feed(x, w, b, w2, {@feed_forward.output_dense.bias})
    """
        .concat(config.preNorm() ? normFirst() : normLast())
        .replace("_I(", "_%d(".formatted(i))
        .replace("{@", "{encoder.layers.%d.".formatted(i))
        .replace("PRECISION", Integer.toString(precision));
  }

  private String normFirst() {
    return """
    def layer_I(self, p: List[Tensor], h: Tensor, bias: Optional[Tensor]) -> Tensor:
      y = NORM1
      y = torch.add_((self).attention_I(p, y, bias), h)
      z = NORM2
      return torch.add_((self).feed_I(p, z), y)
    """
        .replace("NORM1", norm("h", "@layer_norm"))
        .replace("NORM2", norm("y", "@final_layer_norm"));
  }

  private String normLast() {
    return """
    def layer_I(self, p: List[Tensor], h: Tensor, bias: Optional[Tensor]) -> Tensor:
      y = torch.add_((self).attention_I(p, h, bias), h)
      y = NORM1
      z = torch.add_((self).feed_I(p, y), y)
      return NORM2
    """
        .replace("NORM1", norm("y", "@layer_norm"))
        .replace("NORM2", norm("z", "@final_layer_norm"));
  }
}
