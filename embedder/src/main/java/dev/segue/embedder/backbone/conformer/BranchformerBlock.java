// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two branches side by side, one that mixes positions and one that looks at a neighbourhood, merged
 * by concatenation (Peng et al. 2022).
 *
 * @param mergeHidden sizes of the hidden layers that merge the branches; without this a single
 *     dense layer without activation does
 */
record BranchformerBlock(
    int size, Mixer mixer, Cgmlp convolution, Optional<List<Integer>> mergeHidden, Origin origin)
    implements Block {
  @Override
  public String of(Body body, String x, Optional<String> keep) {
    boolean speechBrain = origin == Origin.SPEECHBRAIN;
    String wide = norm(body, x, speechBrain ? "norm_mhsa.norm" : "norm_mha");
    String one = mixer.mix(body.in(speechBrain ? "mha_layer" : "attn"), wide, keep);
    String near = norm(body, x, speechBrain ? "norm_conv.norm" : "norm_mlp");
    String two = convolution.of(body.in(speechBrain ? "convolution_branch" : "cgmlp"), near);
    String both = body.let("torch.cat([%s, %s], -1)", body.dropout(one), body.dropout(two));
    String sum = body.add(x, body.dropout(merged(body, both)));
    return speechBrain ? sum : norm(body, sum, "norm_final");
  }

  private String norm(Body body, String x, String name) {
    return body.layerNorm(x, name, size, origin.blockEpsilon());
  }

  private String merged(Body body, String both) {
    int inputs = mixer.outputs() + size;
    if (mergeHidden.isEmpty()) {
      return body.linear(both, "merge_proj", inputs, size, true);
    }
    List<Integer> sizes = new ArrayList<>(mergeHidden.get());
    sizes.add(size);
    return new DenseStack(inputs, sizes, 1, Activation.GELU).of(body.in("merge_proj"), both);
  }
}
