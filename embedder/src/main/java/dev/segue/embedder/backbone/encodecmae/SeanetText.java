// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import java.util.List;

/**
 * EnCodec's encoder (SEANet, Défossez et al. 2022) as TorchScript: a method {@code module_N(p, x)}
 * for every published module N, an ELU before it included where it has one. Time comes first:
 * [length, channels] of one chunk up to the LSTM, [frames, B, channels] there.
 */
final class SeanetText {
  static final int LSTM_LAYERS = 2;

  /**
   * Causal padding: all that the filter needs on the left, on the right only what completes the
   * last stride. Audio too short to be reflected is continued with zeros, which are cut off again.
   * {@code causal} is a {@link CausalFilter}.
   */
  private static final String HELPERS =
      """
      def pad(self, x: Tensor, left: int, stride: int) -> Tuple[Tensor, Tensor]:
        n = torch.size(x, 0)
        right = torch.remainder(torch.neg(n), stride)
        short = ops.prim.max(torch.add(torch.sub(ops.prim.max(left, right), n), 1), 0)
        long = torch.constant_pad_nd(x, [0, 0, 0, short]) if torch.gt(short, 0) else x
        before = torch.flip(torch.slice(long, 0, 1, torch.add(left, 1)), [0])
        if torch.gt(right, 0):
          after = torch.flip(torch.slice(long, 0, torch.sub(-1, right), -1), [0])
          long = torch.cat([long, after], 0)
        else:
          pass
        return (before, torch.slice(long, 0, 0, torch.add(n, right)))
      def causal(self, x: Tensor, own: Tensor, previous: Tensor, b: Tensor, stride: int, \
      block: int) -> Tensor:
        c = torch.size(x, 1)
        before, whole = (self).pad(x, torch.floordiv(torch.size(previous, 1), c), stride)
        n = torch.size(whole, 0)
        whole = torch.constant_pad_nd(whole, [0, 0, 0, torch.remainder(torch.neg(n), block)])
        rows = torch.view(whole, [-1, torch.size(own, 1)])
        y = torch.linear(rows, own, b)
        ends = torch.slice(torch.slice(rows, 0, 0, -1), 1, torch.neg(torch.size(previous, 1)))
        turned = torch.t(previous)
        first = torch.addmm_(torch.slice(y, 0, 0, 1), torch.view(before, [1, -1]), turned)
        rest = torch.addmm_(torch.slice(y, 0, 1), ends, turned)
        values = torch.view(y, [torch.floordiv(torch.size(whole, 0), stride), -1])
        return torch.slice(values, 0, 0, torch.floordiv(n, stride))
      """;

  private final StringBuilder text = new StringBuilder(HELPERS);
  private final List<Integer> strides;
  private final List<CausalFilter> filters;

  private SeanetText(EncodecMaeConfig config) {
    strides = config.strides();
    filters = CausalFilter.all(config);
  }

  /**
   * The methods; {@code convolve(p, x)} runs all modules before the LSTM on one chunk: [1, samples]
   * to [frames, channels].
   */
  static String of(EncodecMaeConfig config) {
    return new SeanetText(config).write();
  }

  /** The number of the LSTM among the published modules. */
  static int lstm(EncodecMaeConfig config) {
    return 1 + 3 * config.strides().size();
  }

  private String write() {
    method(0, "return " + causal("0", "x"));
    StringBuilder all = new StringBuilder("  y = (self).module_0(p, torch.view(x[0], [-1, 1]))\n");
    int module = 1;
    for (int i = 0; i < strides.size(); i++) {
      block(module);
      method(module + 2, "return " + causal(String.valueOf(module + 2), "torch.elu_(x)"));
      all.append("  y = (self).module_%d(p, y)\n".formatted(module));
      all.append("  y = (self).module_%d(p, y)\n".formatted(module + 2));
      module += 3;
    }
    lstm(module);
    last(module + 2);
    text.append("def convolve(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:\n");
    return text.append(all).append("  return [y]\n").toString();
  }

  /** Both filters of one value add to the same sum. */
  private void block(int module) {
    method(
        module,
        """
        y = torch.elu_(%1$s)
        z = torch.linear(x, torch.squeeze({%3$sweight}, 2), torch.add({%3$sbias}, {%2$sbias}))
        return torch.addmm_(z, y, torch.t(torch.squeeze({%2$sweight}, 2)))"""
            .formatted(
                causal(module + ".block.1", "torch.elu(x)"),
                prefix(module + ".block.3"),
                prefix(module + ".shortcut")));
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
        h = torch.zeros_like(torch.repeat(torch.slice(x, 0, 0, 1), [%1$d, 1, 1]))
        y, hn, cn = torch.lstm(x, [h, h], [%2$s], True, %1$d, 0., False, False, False)
        return torch.add(y, x)"""
            .formatted(LSTM_LAYERS, weights));
  }

  /** [frames, B, channels] to [B, frames, latent]. */
  private void last(int module) {
    method(
        module,
        """
        before, whole = (self).pad(torch.flatten(torch.elu_(x), 1), 6, 1)
        padded = torch.view(torch.cat([before, whole], 0), [-1, torch.size(x, 1), torch.size(x, 2)])
        y = torch.conv1d(torch.permute(padded, [1, 2, 0]), {%1$sweight}, {%1$sbias})
        return torch.transpose(y, 1, 2)"""
            .formatted(prefix(String.valueOf(module))));
  }

  private void method(int module, String body) {
    text.append("def module_%d(self, p: List[Tensor], x: Tensor) -> Tensor:\n".formatted(module));
    text.append(body.indent(2));
  }

  private String causal(String layer, String input) {
    CausalFilter filter = CausalFilter.of(filters, prefix(layer)).orElseThrow();
    return "(self).causal(%s, {%sown}, {%sprevious}, {%sbias}, %d, %d)"
        .formatted(
            input,
            filter.prefix(),
            filter.prefix(),
            filter.prefix(),
            filter.stride(),
            filter.block());
  }

  private static String prefix(String layer) {
    return EncodecMaeWeights.SEANET + layer + ".conv.conv.";
  }
}
