// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;

/**
 * The convolutional gating MLP (Sakuma et al. 2022) of a Branchformer: half of the channels, after
 * a convolution over time, gate the other half.
 *
 * @param size of a position
 * @param width of the hidden layer, both halves together
 * @param kernel of the convolution, odd
 * @param linear whether a dense layer follows the convolution
 * @param origin SpeechBrain continues the sequence by its mirror image, ESPnet by zeros
 */
record Cgmlp(int size, int width, int kernel, boolean linear, Origin origin) {
  String of(Body body, String x) {
    boolean speechBrain = origin == Origin.SPEECHBRAIN;
    String in = speechBrain ? "pre_channel_proj" : "channel_proj1.0";
    String wide = body.let("torch.gelu(%s)", body.linear(x, in, size, width, true));
    String gated = body.dropout(gate(body.in("csgu"), wide));
    String out = speechBrain ? "post_channel_proj" : "channel_proj2";
    return body.linear(gated, out, width / 2, size, true);
  }

  private String gate(Body body, String x) {
    int half = width / 2;
    boolean speechBrain = origin == Origin.SPEECHBRAIN;
    String value = body.let("torch.slice(%s, -1, 0, %d, 1)", x, half);
    String gate = body.let("torch.slice(%s, -1, %d, %d, 1)", x, half, width);
    String norm = speechBrain ? "norm.norm" : "norm";
    String normal = body.layerNorm(gate, norm, half, origin.blockEpsilon());
    String channels = body.let("torch.transpose(%s, 1, 2)", normal);
    String filtered = speechBrain ? mirrored(body, channels) : padded(body, channels);
    String weights = body.let("torch.transpose(%s, 1, 2)", filtered);
    return body.let(
        "torch.mul(%s, %s)",
        value, linear ? body.linear(weights, "linear", half, half, true) : weights);
  }

  private String mirrored(Body body, String x) {
    int side = kernel / 2;
    String longer = body.let("torch.reflection_pad1d(%s, [%d, %d])", x, side, side);
    return depthwise(body, longer, "conv.conv", 0);
  }

  private String padded(Body body, String x) {
    return depthwise(body, x, "conv", kernel / 2);
  }

  /** Starts as a gate that is open, as its authors advise: filters near 0, offsets 1. */
  private String depthwise(Body body, String x, String name, int padding) {
    int half = width / 2;
    String weight = body.parameter(name + ".weight", Initial.normal(1e-6), half, 1, kernel);
    String bias = body.parameter(name + ".bias", Initial.ONES, half);
    return body.let("torch.conv1d(%s, %s, %s, [1], [%d], [1], %d)", x, weight, bias, padding, half);
  }
}
