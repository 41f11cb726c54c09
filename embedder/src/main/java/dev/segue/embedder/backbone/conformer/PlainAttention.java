// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;
import java.util.Optional;

/** Attention that knows no positions: PyTorch's {@code MultiheadAttention}. */
record PlainAttention(int size, int heads) implements Mixer {
  @Override
  public int outputs() {
    return size;
  }

  @Override
  public String mix(Body outer, String x, Optional<String> keep) {
    Mixer.refusePadding(keep);
    Body body = outer.in("att");
    String weight = body.matrix("in_proj_weight", Initials.xavier(size, 3 * size), 3L * size, size);
    String bias = body.matrix("in_proj_bias", Initial.ZEROS, 3L * size);
    String all = body.product("torch.linear(%s, %s, %s)", x, weight, bias);
    String[] parts = new String[3];
    for (int i = 0; i < parts.length; i++) {
      String part = body.let("torch.slice(%s, -1, %d, %d, 1)", all, i * size, (i + 1) * size);
      parts[i] = AttentionHeads.split(body, part, heads);
    }
    double scale = 1 / Math.sqrt((double) size / heads);
    String y = AttentionHeads.attend(body, parts[0], parts[1], parts[2], "None", scale);
    return body.linear(AttentionHeads.join(body, y), "out_proj", size, size, true);
  }
}
