// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blocks one after the other, and a normalisation after the last. */
record Encoder(int size, int layers, Block block, Origin origin) {
  /** The same with its first blocks only. */
  Encoder upTo(int blocks) {
    return new Encoder(size, blocks, block, origin);
  }

  /**
   * Writes it.
   *
   * @return the result of each block, and last the normalised result of the last one
   */
  List<String> of(Body body, String x, Optional<String> keep) {
    boolean speechBrain = origin == Origin.SPEECHBRAIN;
    List<String> states = new ArrayList<>();
    String y = x;
    for (int i = 0; i < layers; i++) {
      y = block.of(body.in((speechBrain ? "layers." : "encoders.") + i), y, keep);
      states.add(y);
    }
    String norm = speechBrain ? "norm.norm" : "after_norm";
    states.add(body.layerNorm(y, norm, size, origin.lastEpsilon()));
    return states;
  }
}
