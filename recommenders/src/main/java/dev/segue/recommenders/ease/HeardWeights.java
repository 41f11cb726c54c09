// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import dev.segue.recommenders.HeardTrack;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How much a heard track counts: decay^n + floor for the track that n others were played after.
 *
 * @param decay from 0 to 1
 * @param floor added to each
 * @param lastHours if above 0, a track counts 1 if it was last played within so many hours of the
 *     listener's newest play, and else nothing
 */
record HeardWeights(double decay, double floor, double lastHours) {
  private static final String DECAY = "decay";
  private static final String FLOOR = "floor";
  private static final String LAST_HOURS = "last-hours";
  private static final double MS_AN_HOUR = 3_600_000;

  /** The weight of track {@code n} of a history. */
  double of(List<HeardTrack> history, int n) {
    int last = history.size() - 1;
    if (lastHours > 0) {
      double ms = history.get(last).lastPlayedAt() - (double) history.get(n).lastPlayedAt();
      return ms <= lastHours * MS_AN_HOUR ? 1 : 0;
    }
    return Math.pow(decay, last - n) + floor;
  }

  Map<String, String> metadata() {
    return Map.of(
        DECAY,
        Double.toString(decay),
        FLOOR,
        Double.toString(floor),
        LAST_HOURS,
        Double.toString(lastHours));
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
          Double.parseDouble(metadata.getOrDefault(FLOOR, "")),
          Double.parseDouble(metadata.getOrDefault(LAST_HOURS, "")));
    } catch (NumberFormatException e) {
      throw new IOException("the model does not say how it weighs what was heard", e);
    }
  }
}
