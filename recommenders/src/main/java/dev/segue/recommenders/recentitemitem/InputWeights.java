// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import java.io.IOException;
import java.util.Map;

/**
 * How much a heard track counts by its age.
 *
 * @param until the end of the training, ms since 1970
 * @param days after which a track counts a factor e less
 * @param floor added to each
 */
record InputWeights(long until, double days, double floor) {
  private static final double MS_A_DAY = 86_400_000;

  /** The weight of a track that was last played then; the history's newest play may be later. */
  double of(long playedAt, long newest) {
    return Math.exp(-days(playedAt, Math.max(until, newest)) / days) + floor;
  }

  /** The days between two times. */
  static double days(long from, long to) {
    return ((double) to - (double) from) / MS_A_DAY;
  }

  Map<String, String> metadata() {
    return Map.of(
        "until", Long.toString(until),
        "input-days", Double.toString(days),
        "floor", Double.toString(floor));
  }

  /**
   * Reads {@link #metadata}.
   *
   * @throws IOException if a number is missing or is none
   */
  static InputWeights read(Map<String, String> metadata) throws IOException {
    try {
      return new InputWeights(
          Long.parseLong(metadata.getOrDefault("until", "")),
          Double.parseDouble(metadata.getOrDefault("input-days", "")),
          Double.parseDouble(metadata.getOrDefault("floor", "")));
    } catch (NumberFormatException e) {
      throw new IOException("the model does not say how it weighs what was heard", e);
    }
  }
}
