// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

/**
 * How much a heard track counts by its place from the end of the history.
 *
 * @param decay from one track to the one before it
 * @param floor that is added to every track's weight
 * @param limit the last tracks that count
 */
record Recency(double decay, double floor, int limit) {
  /**
   * Weights of the last {@code tracks} tracks, oldest first; their squares add up to 1, so that
   * scores of long and short histories have one scale.
   */
  float[] weights(int tracks) {
    float[] weights = new float[tracks];
    double squares = 0;
    double power = 1;
    for (int i = tracks - 1; i >= 0; i--) {
      weights[i] = (float) (power + floor);
      squares += (double) weights[i] * weights[i];
      power *= decay;
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < tracks; i++) {
      weights[i] /= length;
    }
    return weights;
  }
}
