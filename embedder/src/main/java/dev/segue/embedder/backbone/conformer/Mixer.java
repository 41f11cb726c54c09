// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.Optional;

/** What lets the positions of a sequence hear of each other. */
interface Mixer {
  /**
   * Writes it.
   *
   * @param x {@code [B, T, D]}
   * @param keep {@code [B, T]}, 1 where a position belongs to the sequence and 0 where it is
   *     padding; empty if all belong
   * @return {@code [B, T, outputs]}
   * @throws UnsupportedOperationException if it cannot tell padding
   */
  String mix(Body body, String x, Optional<String> keep);

  /** How many values a position has afterwards. */
  int outputs();

  /** For mixers that are only ever given sequences of one length. */
  static void refusePadding(Optional<String> keep) {
    if (keep.isPresent()) {
      throw new UnsupportedOperationException("only SummaryMixing can tell padding");
    }
  }
}
