// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.time;

/** The one rule for what a duration of a play or a track is. */
public final class PlayDurations {
  // Two days: longer than any recording, so a larger value is a wrong unit.
  private static final double LONGEST_MS = 2 * 86_400_000.0;

  private PlayDurations() {}

  /** Whether so many milliseconds can be a duration; else it is left out of its play. */
  public static boolean isUsable(double millis) {
    return millis >= 0 && millis <= LONGEST_MS;
  }
}
