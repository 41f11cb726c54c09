// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;

/**
 * The convolution of a Conformer (Gulati et al. 2020), with layer instead of batch normalisation as
 * SpeechBrain has it.
 *
 * @param size of a position
 * @param kernel odd
 */
record ConvolutionModule(int size, int kernel, Activation activation) {
  private static final double EPSILON = 1e-5;

  String of(Body body, String x) {
    String normal = body.layerNorm(x, "layer_norm", size, EPSILON);
    String gated = body.let("torch.glu(%s, -1)", pointwise(body, normal));
    String channels = body.let("torch.transpose(%s, 1, 2)", gated);
    String filtered = body.depthwise(channels, "conv", size, kernel, kernel / 2);
    String back = body.let("torch.transpose(%s, 1, 2)", filtered);
    String active = activation.of(body, body.layerNorm(back, "after_conv.0", size, EPSILON));
    return body.dropout(body.linear(active, "after_conv.2", size, size, true));
  }

  /** A convolution of width 1 is a dense layer of each position. */
  private String pointwise(Body body, String x) {
    Initial initial = Initial.linear(size);
    String weight = body.matrix("bottleneck.0.weight", initial, 2L * size, size, 1);
    String bias = body.matrix("bottleneck.0.bias", initial, 2L * size);
    String flat = body.let("torch.squeeze(%s, -1)", weight);
    return body.product("torch.linear(%s, %s, %s)", x, flat, bias);
  }
}
