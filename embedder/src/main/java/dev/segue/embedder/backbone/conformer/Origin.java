// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/** Whose form of a block: the toolkits name, normalise and pad a little differently. */
enum Origin {
  /** SpeechBrain, which the SummaryMixing code builds on. */
  SPEECHBRAIN(1e-5, 1e-6),
  /** ESPnet, the first Branchformer. */
  ESPNET(1e-12, 1e-12);

  private final double blockEpsilon;
  private final double lastEpsilon;

  Origin(double blockEpsilon, double lastEpsilon) {
    this.blockEpsilon = blockEpsilon;
    this.lastEpsilon = lastEpsilon;
  }

  /** Of the normalisations inside blocks. */
  double blockEpsilon() {
    return blockEpsilon;
  }

  /** Of the normalisation after the last block. */
  double lastEpsilon() {
    return lastEpsilon;
  }
}
