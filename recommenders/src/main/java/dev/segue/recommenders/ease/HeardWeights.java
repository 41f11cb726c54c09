// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import java.io.IOException;
import java.util.Map;

/**
 * How much a heard track counts: decay^n + floor for the track that n others were played after.
 *
 * @param decay from 0 to 1
 * @param floor added to each
 */
record HeardWeights(double decay, double floor) {
  private static final String DECAY = "decay";
  private static final String FLOOR = "floor";

  double of(int playedAfter) {
    return Math.pow(decay, playedAfter) + floor;
  }

  Map<String, String> metadata() {
    return Map.of(DECAY, Double.toString(decay), FLOOR, Double.toString(floor));
  }

  /**
   * Reads {@link #metadata}.
   *
   * @throws IOException if a number is missing or is none
   */
  static HeardWeights read(Map<String, String> metadata) throws IOException {
    try {
      return new HeardWeights(
          Double.parseDouble(metadata.getOrDefault(DECAY, "")),
          Double.parseDouble(metadata.getOrDefault(FLOOR, "")));
    } catch (NumberFormatException e) {
      throw new IOException("the model says neither decay nor floor of its weights", e);
    }
  }
}
