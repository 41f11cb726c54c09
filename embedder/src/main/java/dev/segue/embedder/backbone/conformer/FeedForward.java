// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/**
 * A dense layer, an activation, a dense layer, on normalised input.
 *
 * @param size of a position
 * @param width of the hidden layer
 */
record FeedForward(int size, int width, Activation activation) {
  private static final double EPSILON = 1e-5;

  String of(Body body, String x) {
    String normal = body.layerNorm(x, "0", size, EPSILON);
    String wide = activation.of(body, body.linear(normal, "1.ffn.0", size, width, true));
    return body.dropout(body.linear(body.dropout(wide), "1.ffn.3", width, size, true));
  }
}
