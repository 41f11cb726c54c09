// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

/**
 * How loud a note is over time: a linear attack, an exponential decay to the sustain level, a
 * linear release at the end.
 *
 * @param attack seconds
 * @param decay seconds in which the level falls to 1/e of its way
 * @param sustain level, 0 to 1
 * @param release seconds
 */
record Envelope(double attack, double decay, double sustain, double release) {
  /** The gain of each sample of a note of this length. */
  float[] of(int length) {
    float[] gains = new float[length];
    int attackEnd = Math.max(1, (int) (attack * Timbre.RATE));
    int releaseStart = length - Math.max(1, (int) (release * Timbre.RATE));
    double fall = Math.exp(-1 / (Math.max(decay, 1e-4) * Timbre.RATE));
    double above = 1 - sustain;
    for (int i = 0; i < length; i++) {
      double level;
      if (i < attackEnd) {
        level = (double) i / attackEnd;
      } else {
        level = sustain + above;
        above *= fall;
      }
      if (i >= releaseStart) {
        level *= (double) (length - i) / (length - releaseStart);
      }
      gains[i] = (float) level;
    }
    return gains;
  }
}
