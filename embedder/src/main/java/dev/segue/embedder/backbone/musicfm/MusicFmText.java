// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import dev.segue.nn.torch.Precision;
import java.util.Locale;

/**
 * MusicFM's encoder in TorchScript. Shapes: B clips, T frames, N tokens, D values of a token.
 *
 * <p>Methods: {@code normalise} [B, T, mels] in dB; {@code subsample} the same to [B, N, D]; {@code
 * rotary} any [B, N, D] to cosines and sines [N, 1, D / heads]; {@code ffn1_i}, {@code
 * attention_i}, {@code convolution_i}, {@code ffn2_i}, {@code layer_i} of {tokens, cosines, sines}
 * to tokens; {@code encode} any number of [B, N, D], which are joined along B, to the hidden state
 * of the chosen layer; {@code embed} the same to its mean over time; {@code curve} to its mean over
 * the values, [B, N].
 */
final class MusicFmText {
  /** The batch norms in front of a nonlinearity are folded into the convolutions before them. */
  private static final String HELPERS =
      """
      def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        y = torch.linear(torch.to(x, ops.prim.dtype(w)), w, torch.to(b, ops.prim.dtype(w)))
        return torch.to(y, 6)
      def pointwise(self, x: Tensor, w: Tensor) -> Tensor:
        y = torch.linear(torch.to(x, ops.prim.dtype(w)), torch.squeeze(w, 2), None)
        return torch.to(y, 6)
      def norm(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return torch.layer_norm(x, [torch.size(x, -1)], w, b, EPS)
      def gain(self, scale: Tensor, variance: Tensor) -> Tensor:
        return torch.div(scale, torch.sqrt(torch.add(variance, EPS)))
      def feed_forward(self, x: Tensor, nw: Tensor, nb: Tensor, w1: Tensor, b1: Tensor, \
      w2: Tensor, b2: Tensor) -> Tensor:
        y = torch.silu((self).linear((self).norm(x, nw, nb), w1, b1))
        return torch.add(x, (self).linear(y, w2, b2), alpha=0.5)
      def heads(self, x: Tensor) -> Tensor:
        split = torch.view(x, [torch.size(x, 0), torch.size(x, 1), HEADS, HEAD])
        return torch.transpose(split, 1, 2)
      def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        split = torch.view(x, [torch.size(x, 0), torch.size(x, 1), HEADS, HEAD])
        first = torch.slice(split, 3, 0, HALF, 1)
        second = torch.slice(split, 3, HALF, HEAD, 1)
        turned = torch.cat([torch.neg(second), first], 3)
        return torch.view_as(torch.add(torch.mul(split, cos), torch.mul(turned, sin)), x)
      def rotary(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        device = ops.prim.device(x[0])
        even = torch.arange(0, HEAD, 2, dtype=6, layout=None, device=device)
        frequency = torch.reciprocal(torch.pow(BASE, torch.div(even, HEAD)))
        time = torch.arange(torch.size(x[0], 1), dtype=6, layout=None, device=device)
        angle = torch.mul(torch.unsqueeze(time, 1), torch.unsqueeze(frequency, 0))
        both = torch.unsqueeze(torch.cat([angle, angle], 1), 1)
        return [torch.cos(both), torch.sin(both)]
      def normalise(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.div(torch.sub(x[0], MEAN), DEVIATION)]
      """;

  /** Of precisions whose convolutions libraries compute faster than products of matrices. */
  private static final String CONVOLUTIONS =
      """
      def convolve(self, x: Tensor, w: Tensor, b: Tensor, scale: Tensor, shift: Tensor, \
      mean: Tensor, variance: Tensor, stride: int) -> Tensor:
        gain = (self).gain(scale, variance)
        weight = torch.mul(torch.to(w, 6), torch.view(gain, [-1, 1, 1, 1]))
        bias = torch.add(torch.mul(torch.sub(b, mean), gain), shift)
        weight = torch.contiguous(torch.to(weight, ops.prim.dtype(w)), memory_format=LAYOUT)
        y = torch.contiguous(torch.to(x, ops.prim.dtype(w)), memory_format=LAYOUT)
        return torch.conv2d(y, weight, torch.to(bias, ops.prim.dtype(w)), [stride, stride], [1, 1])
      def subsample(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).normalise(p, x)
        y0 = (self).block_0(p, [torch.unsqueeze(torch.transpose(y[0], 1, 2), 1)])
        y1 = (self).block_1(p, y0)
        z = torch.flatten(torch.permute(y1[0], [0, 3, 1, 2]), 2)
        return [(self).linear(z, {conv.linear.weight}, {conv.linear.bias})]
      """;

  private static final String BLOCK =
      """
      def block_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = torch.relu((self).convolve(x[0], WEIGHTS1, 2))
        y = (self).convolve(y, WEIGHTS2, 1)
        return [torch.relu(torch.add(y, (self).convolve(x[0], WEIGHTS3, 2)))]
      """;

  private static final String LAYER =
      """
      def ffn1_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).feed_forward(x[0], FFN1)]
      def attention_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).norm(x[0], {L.self_attn_layer_norm.weight}, {L.self_attn_layer_norm.bias})
        r = (self).rotate(y, x[1], x[2])
        q = (self).linear(r, {L.self_attn.linear_q.weight}, {L.self_attn.linear_q.bias})
        k = (self).linear(r, {L.self_attn.linear_k.weight}, {L.self_attn.linear_k.bias})
        v = (self).linear(y, {L.self_attn.linear_v.weight}, {L.self_attn.linear_v.bias})
        z = torch.scaled_dot_product_attention((self).heads(q), (self).heads(k), (self).heads(v))
        z = torch.flatten(torch.transpose(z, 1, 2), 2)
        z = (self).linear(z, {L.self_attn.linear_out.weight}, {L.self_attn.linear_out.bias})
        return [torch.add(x[0], z)]
      def convolution_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).norm(x[0], {C.layer_norm.weight}, {C.layer_norm.bias})
        y = torch.glu((self).pointwise(y, {C.pointwise_conv1.weight}), -1)
        gain = (self).gain({C.batch_norm.weight}, {C.batch_norm.running_var})
        shift = torch.sub({C.batch_norm.bias}, torch.mul({C.batch_norm.running_mean}, gain))
        weight = torch.mul({C.depthwise_conv.weight}, torch.view(gain, [-1, 1, 1]))
        y = torch.transpose(y, 1, 2)
        y = torch.conv1d(y, weight, shift, [1], [PADDING], [1], DIM)
        y = torch.transpose(torch.silu(y), 1, 2)
        return [torch.add(x[0], (self).pointwise(y, {C.pointwise_conv2.weight}))]
      def ffn2_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).feed_forward(x[0], FFN2)
        return [(self).norm(y, {L.final_layer_norm.weight}, {L.final_layer_norm.bias})]
      def layer_I(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).ffn1_I(p, x)
        y = (self).attention_I(p, [y[0], x[1], x[2]])
        y = (self).convolution_I(p, y)
        return (self).ffn2_I(p, y)
      """;

  private static final String POOLING =
      """
      def embed(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).encode(p, x)
        return [torch.mean(y[0], [1])]
      def curve(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).encode(p, x)
        return [torch.mean(y[0], [2])]
      """;

  /** TorchScript's number of the layout of images with which they take half of the time. */
  private static final String CHANNELS_LAST = "2";

  private MusicFmText() {}

  /**
   * The methods for the hidden state of a layer; 0 is the input of the first one.
   *
   * @param precision of the large weights; with 32 bits, the blocks are those of {@link
   *     SubsamplingText}
   */
  static String of(MusicFmConfig config, MusicFmStats stats, int layer, Precision precision) {
    int head = config.dim() / config.heads();
    boolean exact = precision == Precision.FLOAT32;
    StringBuilder text =
        new StringBuilder(
            HELPERS
                .replace("EPS", "1.0e-5")
                .replace("BASE", "10000.0")
                .replace("HEADS", String.valueOf(config.heads()))
                .replace("HEAD", String.valueOf(head))
                .replace("HALF", String.valueOf(head / 2))
                .replace("MEAN", number(stats.mean()))
                .replace("DEVIATION", number(stats.deviation())));
    text.append(exact ? SubsamplingText.methods() : CONVOLUTIONS.replace("LAYOUT", CHANNELS_LAST));
    for (int i = 0; i < 2; i++) {
      text.append(block(exact ? SubsamplingText.block() : BLOCK, i));
    }
    for (int i = 0; i < layer; i++) {
      text.append(layer(config, i));
    }
    return text.append(encode(config, layer)).append(POOLING).toString();
  }

  private static String block(String template, int index) {
    String text = template.replace("_I", "_" + index);
    for (int i = 1; i <= 3; i++) {
      text =
          text.replace(
              "WEIGHTS" + i,
              """
              {B.convN.weight}, {B.convN.bias}, {B.bnN.weight}, {B.bnN.bias}, \
              {B.bnN.running_mean}, {B.bnN.running_var}"""
                  .replace("B.", "conv.conv." + index + ".")
                  .replace("N.", i + "."));
    }
    return text;
  }

  private static String layer(MusicFmConfig config, int index) {
    String text = LAYER.replace("_I", "_" + index);
    for (String ffn : new String[] {"ffn1", "ffn2"}) {
      text =
          text.replace(
              ffn.toUpperCase(Locale.ROOT),
              """
              {L.F_layer_norm.weight}, {L.F_layer_norm.bias}, \
              {L.F.intermediate_dense.weight}, {L.F.intermediate_dense.bias}, \
              {L.F.output_dense.weight}, {L.F.output_dense.bias}"""
                  .replace("L.F", "L." + ffn));
    }
    return text.replace("PADDING", String.valueOf(config.kernel() / 2))
        .replace("DIM", String.valueOf(config.dim()))
        .replace("{C.", "{L.conv_module.")
        .replace("{L.", "{conformer.layers." + index + ".");
  }

  private static String encode(MusicFmConfig config, int layer) {
    StringBuilder text =
        new StringBuilder(
            """
            def encode(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
              y = [torch.cat(x, 0)]
              r = (self).rotary(p, y)
            """);
    for (int i = 0; i < layer; i++) {
      text.append("  y = (self).layer_%d(p, [y[0], r[0], r[1]])%n".formatted(i));
    }
    return text.append(
            layer == config.depth()
                ? "  return [(self).norm(y[0], {conformer.layer_norm.weight},"
                    + " {conformer.layer_norm.bias})]\n"
                : "  return y\n")
        .toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.17g", value);
  }
}
