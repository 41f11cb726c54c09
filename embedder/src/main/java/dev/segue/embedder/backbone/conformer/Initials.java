// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;

/** Initial values beyond the common ones. */
final class Initials {
  private Initials() {}

  /** Uniform, bounded by sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010). */
  static Initial xavier(int inputs, int outputs) {
    return Initial.uniform(Math.sqrt(6.0 / (inputs + outputs)));
  }
}
