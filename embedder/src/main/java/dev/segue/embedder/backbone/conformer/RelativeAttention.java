// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.Optional;

/**
 * Attention with relative positions (Dai et al. 2019, Transformer-XL): to each product of a query
 * and a key comes one of the query and the sinusoids of their distance.
 *
 * @param origin whose form: SpeechBrain splits one projection head by head, takes the sine of the
 *     absolute distance and scales by the size of the model; ESPnet has a projection each, the sine
 *     of the signed distance and scales by the size of a head
 */
record RelativeAttention(int size, int heads, Origin origin) implements Mixer {
  @Override
  public int outputs() {
    return size;
  }

  @Override
  public String mix(Body body, String x, Optional<String> keep) {
    Mixer.refusePadding(keep);
    boolean speechBrain = origin == Origin.SPEECHBRAIN;
    String[] qkv = speechBrain ? AttentionHeads.jointly(body, x, size, heads) : separately(body, x);
    double scale = 1 / Math.sqrt(speechBrain ? size : (double) size / heads);
    String qu = body.let("torch.add(%s, %s)", qkv[0], bias(body, "pos_bias_u"));
    String qv = body.let("torch.add(%s, %s)", qkv[0], bias(body, "pos_bias_v"));
    String distances = distances(body, x);
    String projected = body.linear(distances, "linear_pos", size, size, false);
    String byDistance =
        body.let("torch.matmul(%s, torch.transpose(%s, -2, -1))", qv, heads(body, projected));
    String scores = body.let("torch.mul(%s, %s)", byPair(body, byDistance), Body.number(scale));
    String y = AttentionHeads.attend(body, qu, qkv[1], qkv[2], scores, scale);
    String out = speechBrain ? "out_proj" : "linear_out";
    return body.linear(AttentionHeads.join(body, y), out, size, size, true);
  }

  private String[] separately(Body body, String x) {
    String[] parts = new String[3];
    for (int i = 0; i < parts.length; i++) {
      String part = body.linear(x, "linear_" + "qkv".charAt(i), size, size, true);
      parts[i] = AttentionHeads.split(body, part, heads);
    }
    return parts;
  }

  /**
   * {@code [heads, 1, head]}. SpeechBrain keeps the transposed shape but reads the same values in
   * the same order.
   */
  private String bias(Body body, String name) {
    int head = size / heads;
    long[] shape =
        origin == Origin.SPEECHBRAIN ? new long[] {head, heads} : new long[] {heads, head};
    String bias = body.parameter(name, Initials.xavier(head, heads), shape);
    return body.let("torch.reshape(%s, [%d, 1, %d])", bias, heads, head);
  }

  /** {@code [2T - 1, D]}, from the distance T - 1 down to -(T - 1): sine and cosine in turn. */
  private String distances(Body body, String x) {
    String device = body.let("ops.prim.device(%s)", x);
    String length = body.let("torch.size(%s, 1)", x);
    String distance =
        body.let(
            "torch.arange(torch.sub(%1$s, 1), torch.neg(%1$s), -1, dtype=6, device=%2$s)",
            length, device);
    String even = body.let("torch.arange(0, %d, 2, dtype=6, device=%s)", size, device);
    String frequencies =
        body.let("torch.exp(torch.mul(%s, %s))", even, Body.number(-Math.log(10_000) / size));
    String absolute = origin == Origin.SPEECHBRAIN ? body.let("torch.abs(%s)", distance) : distance;
    String sines = body.let("torch.sin(torch.outer(%s, %s))", absolute, frequencies);
    String cosines = body.let("torch.cos(torch.outer(%s, %s))", distance, frequencies);
    return body.let("torch.flatten(torch.stack([%s, %s], -1), -2)", sines, cosines);
  }

  /** {@code [2T - 1, D]} to {@code [heads, 2T - 1, head]}. */
  private String heads(Body body, String x) {
    String split = body.let("torch.reshape(%1$s, [torch.size(%1$s, 0), %2$d, -1])", x, heads);
    return body.let("torch.transpose(%s, 0, 1)", split);
  }

  /**
   * From scores by distance, {@code [B, heads, T, 2T - 1]}, to scores by pair, {@code [B, heads, T,
   * T]}: (i, j) is at column T - 1 - i + j. A column of padding shifts each row by one against the
   * one before.
   */
  private static String byPair(Body body, String x) {
    String padded = body.let("torch.constant_pad_nd(%s, [1, 0])", x);
    String length = body.let("torch.size(%s, 2)", x);
    String rows =
        body.let(
            "torch.reshape(%1$s, [torch.size(%1$s, 0), torch.size(%1$s, 1), -1, %2$s])",
            padded, length);
    String shifted =
        body.let(
            "torch.reshape(torch.slice(%1$s, 2, 1), [torch.size(%1$s, 0), torch.size(%1$s, 1),"
                + " %2$s, -1])",
            rows, length);
    return body.let("torch.slice(%s, -1, 0, %s)", shifted, length);
  }
}
