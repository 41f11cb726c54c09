// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.SplittableRandom;

/** The sound of an instrument: it adds one note to a signal. */
interface Timbre {
  /** Samples per second of everything in this package. */
  int RATE = 22_050;

  /**
   * Adds a note.
   *
   * @param out mono signal, {@link #RATE} Hz
   * @param from the note's first sample
   * @param length the note's samples; what lies beyond the signal is not heard
   * @param hz pitch
   * @param gain linear
   * @param brightness 0 is dull, 1 is bright
   */
  void play(
      float[] out,
      int from,
      int length,
      double hz,
      double gain,
      double brightness,
      SplittableRandom random);
}
