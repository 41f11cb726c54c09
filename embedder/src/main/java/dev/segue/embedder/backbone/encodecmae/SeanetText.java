// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import java.util.List;

/**
 * EnCodec's encoder (SEANet, Défossez et al. 2022) as TorchScript: a method {@code module_N(p, x)}
 * for every published module N, an ELU before it included where it has one.
 */
final class SeanetText {
  static final int LSTM_LAYERS = 2;

  /**
   * Causal padding: all that the filter needs on the left, on the right only what completes the
   * last stride. Audio too short to be reflected is continued with zeros, which are cut off again.
   */
  private static final String PAD =
      """
      def pad(self, x: Tensor, left: int, stride: int) -> Tensor:
        n = torch.size(x, 2)
        right = torch.remainder(torch.neg(n), stride)
        short = torch.add(torch.sub(ops.prim.max(left, right), n), 1)
        if torch.gt(short, 0):
          long = torch.reflection_pad1d(torch.constant_pad_nd(x, [0, short], 0), [left, right])
          y = torch.slice(long, 2, 0, torch.add(torch.add(n, left), right))
        else:
          y = torch.reflection_pad1d(x, [left, right])
        return y
      """;

  private final StringBuilder text = new StringBuilder(PAD);
  private final List<Integer> strides;

  private SeanetText(EncodecMaeConfig config) {
    strides = config.strides();
  }

  /**
   * The methods; {@code convolve(p, x)} runs all modules before the LSTM: [B, samples] to [B,
   * channels, frames].
   */
  static String of(EncodecMaeConfig config) {
    return new SeanetText(config).write();
  }

  /** The number of the LSTM among the published modules. */
  static int lstm(EncodecMaeConfig config) {
    return 1 + 3 * config.strides().size();
  }

  private String write() {
    method(0, "return " + convolution("0", "x", 7, 1));
    StringBuilder all = new StringBuilder("  y = (self).module_0(p, torch.unsqueeze(x[0], 1))\n");
    int module = 1;
    for (int stride : strides) {
      block(module);
      String down = convolution(String.valueOf(module + 2), "torch.elu_(x)", 2 * stride, stride);
      method(module + 2, "return " + down);
      all.append("  y = (self).module_%d(p, y)\n".formatted(module));
      all.append("  y = (self).module_%d(p, y)\n".formatted(module + 2));
      module += 3;
    }
    lstm(module);
    method(module + 2, "return " + convolution("" + (module + 2), "torch.elu_(x)", 7, 1));
    text.append("def convolve(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:\n");
    return text.append(all).append("  return [y]\n").toString();
  }

  private void block(int module) {
    method(
        module,
        "y = torch.elu_(%s)\nreturn torch.add(%s, %s)"
            .formatted(
                convolution(module + ".block.1", "torch.elu(x)", 3, 1),
                convolution(module + ".shortcut", "x", 1, 1),
                convolution(module + ".block.3", "y", 1, 1)));
  }

  private void lstm(int module) {
    StringBuilder weights = new StringBuilder();
    for (int layer = 0; layer < LSTM_LAYERS; layer++) {
      for (String part : new String[] {"weight_ih", "weight_hh", "bias_ih", "bias_hh"}) {
        weights.append(weights.isEmpty() ? "" : ", ");
        weights.append(
            "{%s%d.lstm.%s_l%d}".formatted(EncodecMaeWeights.SEANET, module, part, layer));
      }
    }
    method(
        module,
        """
        t = torch.contiguous(torch.permute(x, [2, 0, 1]))
        h = torch.zeros_like(torch.repeat(torch.slice(t, 0, 0, 1), [%1$d, 1, 1]))
        y, hn, cn = torch.lstm(t, [h, h], [%2$s], True, %1$d, 0., False, False, False)
        return torch.permute(torch.add(y, t), [1, 2, 0])"""
            .formatted(LSTM_LAYERS, weights));
  }

  private void method(int module, String body) {
    text.append("def module_%d(self, p: List[Tensor], x: Tensor) -> Tensor:\n".formatted(module));
    text.append(body.indent(2));
  }

  private static String convolution(String layer, String input, int kernel, int stride) {
    String name = EncodecMaeWeights.SEANET + layer + ".conv.conv.";
    String padded =
        kernel == 1 ? input : "(self).pad(%s, %d, %d)".formatted(input, kernel - stride, stride);
    return "torch.conv1d(%s, {%sweight}, {%sbias}, [%d], [0], [1], 1)"
        .formatted(padded, name, name, stride);
  }
}
