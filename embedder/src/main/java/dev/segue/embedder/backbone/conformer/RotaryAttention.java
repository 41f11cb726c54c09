// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.Optional;

/**
 * Attention with rotary positions (Su et al. 2021) as SpeechBrain's {@code RoPEMHA} has it: queries
 * and keys are turned after their projection, in pairs of neighbouring values, and scores are
 * scaled by the size of the model, not of the head.
 */
record RotaryAttention(int size, int heads) implements Mixer {
  /** Of the slowest angle; the paper's. */
  private static final double BASE = 10_000;

  @Override
  public int outputs() {
    return size;
  }

  @Override
  public String mix(Body body, String x, Optional<String> keep) {
    Mixer.refusePadding(keep);
    String[] qkv = AttentionHeads.jointly(body, x, size, heads);
    String angles = angles(body, x);
    String cos = body.let("torch.cos(%s)", angles);
    String sin = body.let("torch.sin(%s)", angles);
    String q = turned(body, qkv[0], cos, sin);
    String k = turned(body, qkv[1], cos, sin);
    String y = AttentionHeads.attend(body, q, k, qkv[2], "None", 1 / Math.sqrt(size));
    return body.linear(AttentionHeads.join(body, y), "out_proj", size, size, true);
  }

  /** {@code [T, head / 2]}: position t turns pair j by {@code t * base^(-2j / head)}. */
  private String angles(Body body, String x) {
    int head = size / heads;
    String device = body.let("ops.prim.device(%s)", x);
    String pairs = body.let("torch.arange(0, %d, 2, dtype=6, device=%s)", head, device);
    String frequencies =
        body.let(
            "torch.exp(torch.mul(%s, %s))", pairs, Body.number(-Math.log(BASE) / (double) head));
    String times = body.let("torch.arange(torch.size(%s, 1), dtype=6, device=%s)", x, device);
    return body.let("torch.outer(%s, %s)", times, frequencies);
  }

  private static String turned(Body body, String x, String cos, String sin) {
    String even = body.let("torch.slice(%s, -1, 0, None, 2)", x);
    String odd = body.let("torch.slice(%s, -1, 1, None, 2)", x);
    String left = body.let("torch.sub(torch.mul(%s, %s), torch.mul(%s, %s))", even, cos, odd, sin);
    String right = body.let("torch.add(torch.mul(%s, %s), torch.mul(%s, %s))", odd, cos, even, sin);
    return body.let("torch.flatten(torch.stack([%s, %s], -1), -2)", left, right);
  }
}
