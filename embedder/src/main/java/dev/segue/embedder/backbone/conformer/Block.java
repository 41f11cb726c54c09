// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.Optional;

/** One layer of an encoder. */
interface Block {
  /**
   * Writes it.
   *
   * @param x {@code [B, T, D]}
   * @param keep see {@link Mixer#mix}
   * @return {@code [B, T, D]}
   */
  String of(Body body, String x, Optional<String> keep);
}
