// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

/** One period of a sine in a table: rendering hundreds of tracks in seconds needs a fast one. */
final class Sine {
  private static final int SIZE = 1 << 13;
  private static final float[] TABLE = new float[SIZE];

  static {
    for (int i = 0; i < SIZE; i++) {
      // The strict one gives every machine the same bits.
      TABLE[i] = (float) StrictMath.sin(2 * Math.PI * i / SIZE);
    }
  }

  private Sine() {}

  /** The sine of a phase in periods, of any size. */
  static float at(double phase) {
    return TABLE[(int) (long) (phase * SIZE) & (SIZE - 1)];
  }
}
