// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/** Scaled dot products in several heads (Vaswani et al. 2017), fused. */
final class AttentionHeads {
  private AttentionHeads() {}

  /** {@code [B, T, D]} to {@code [B, heads, T, D / heads]}. */
  static String split(Body body, String x, int heads) {
    String viewed =
        body.let(
            "torch.reshape(%1$s, [torch.size(%1$s, 0), torch.size(%1$s, 1), %2$d, -1])", x, heads);
    return body.let("torch.transpose(%s, 1, 2)", viewed);
  }

  /** {@code [B, heads, T, D / heads]} to {@code [B, T, D]}. */
  static String join(Body body, String x) {
    String transposed = body.let("torch.transpose(%s, 1, 2)", x);
    return body.let("torch.flatten(%s, 2)", transposed);
  }

  /**
   * Attends.
   *
   * @param bias added to the scores, or {@code None}
   * @param scale of the products of queries and keys
   */
  static String attend(Body body, String q, String k, String v, String bias, double scale) {
    double dropout = body.mode().training() ? body.mode().dropout() : 0;
    return body.let(
        "torch.scaled_dot_product_attention(%s, %s, %s, %s, %s, False, scale=%s)",
        q, k, v, bias, Body.number(dropout), Body.number(scale));
  }

  /**
   * Queries, keys and values of one product whose rows are, head by head, those of the head's
   * query, key and value: SpeechBrain's layout.
   *
   * @return {@code [B, heads, T, D / heads]} three times
   */
  static String[] jointly(Body body, String x, int size, int heads) {
    String weight = body.matrix("in_proj_weight", Initials.xavier(size, 3 * size), 3L * size, size);
    String all = split(body, body.product("torch.linear(%s, %s)", x, weight), heads);
    int head = size / heads;
    String[] parts = new String[3];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = body.let("torch.slice(%s, -1, %d, %d, 1)", all, i * head, (i + 1) * head);
    }
    return parts;
  }
}
