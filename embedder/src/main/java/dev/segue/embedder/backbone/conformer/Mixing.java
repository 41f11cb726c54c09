// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/** How positions hear of each other; {@link Mixer} is its text. */
public enum Mixing {
  /** In time that grows with the length, not with its square (Parcollet et al. 2023). */
  SUMMARY,
  /** Attention with rotary positions (Su et al. 2021). */
  ROTARY,
  /** Attention with relative positions (Dai et al. 2019). */
  RELATIVE,
  /** Attention without positions. */
  PLAIN
}
