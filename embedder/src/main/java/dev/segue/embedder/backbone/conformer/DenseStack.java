// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;
import java.util.List;

/**
 * Dense layers one after the other, each with an activation, the last one included; SpeechBrain's
 * {@code VanillaNN}.
 *
 * @param sizes of the layers' results
 * @param groups into which the values of a position are cut: a layer of each group sees only that
 *     group (a block-diagonal matrix)
 */
record DenseStack(int inputs, List<Integer> sizes, int groups, Activation activation) {
  DenseStack {
    sizes = List.copyOf(sizes);
  }

  String of(Body body, String x) {
    String y = x;
    int in = inputs;
    for (int i = 0; i < sizes.size(); i++) {
      String name = i == 0 ? "linear" : "linear_" + (i - 1);
      int out = sizes.get(i);
      String layer =
          groups == 1
              ? body.linear(y, name + ".w", in, out, true)
              : grouped(body.in(name), y, in, out);
      y = activation.of(body, layer);
      in = out;
    }
    return y;
  }

  private String grouped(Body body, String x, int in, int out) {
    Initial initial = Initial.linear(in / groups);
    String weights = body.matrix("weights", initial, groups, in / groups, out / groups);
    String biases = body.matrix("biases", initial, groups, out / groups);
    String split = body.let("torch.reshape(%s, [-1, %d, %d])", x, groups, in / groups);
    String byGroup = body.let("torch.transpose(%s, 0, 1)", split);
    String offsets = body.let("torch.unsqueeze(%s, 1)", biases);
    String products = body.product("torch.baddbmm(%2$s, %1$s, %3$s)", byGroup, offsets, weights);
    String joined = body.let("torch.transpose(%s, 0, 1)", products);
    return body.let(
        "torch.reshape(%s, [torch.size(%2$s, 0), torch.size(%2$s, 1), %3$d])", joined, x, out);
  }
}
