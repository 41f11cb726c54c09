// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.Optional;

/**
 * Half a feed-forward step, the mixer, the convolution, another half step (Gulati et al. 2020), as
 * SpeechBrain has it.
 */
record ConformerBlock(int size, Mixer mixer, FeedForward feedForward, ConvolutionModule convolution)
    implements Block {
  private static final double EPSILON = 1e-5;

  @Override
  public String of(Body body, String x, Optional<String> keep) {
    String first = halfStep(body, x, "ffn_module1");
    String normal = body.layerNorm(first, "norm1.norm", size, EPSILON);
    String mixed = body.add(first, body.dropout(mixer.mix(body.in("mha_layer"), normal, keep)));
    String near = body.add(mixed, convolution.of(body.in("convolution_module"), mixed));
    return body.layerNorm(halfStep(body, near, "ffn_module2"), "norm2.norm", size, EPSILON);
  }

  private String halfStep(Body body, String x, String name) {
    String step = feedForward.of(body.in(name), x);
    return body.let("torch.add(%s, %s, alpha=0.5)", x, step);
  }
}
