// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/** What makes 25 positions a second of 100 mel spectra. */
interface FrontEnd {
  /** Mel frames that become one position. */
  int FRAMES = 4;

  /**
   * Writes it.
   *
   * @param mel {@code [B, frames, bins]}, normalised
   * @return {@code [B, T, D]}
   */
  String of(Body body, String mel);

  /** Positions that so many frames give. */
  int positions(int frames);
}
