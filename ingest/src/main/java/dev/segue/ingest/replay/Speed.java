// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import java.time.Duration;
import java.util.Locale;

/**
 * How fast a replay runs.
 *
 * @param factor seconds of the log in a second: 1 is real time; infinity does not wait at all
 */
public record Speed(double factor) {
  /** As fast as the broker takes it. */
  public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

  /**
   * Checks the factor.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public Speed {
    if (!(factor > 0)) {
      throw new IllegalArgumentException("a speed has to be above 0, not " + factor);
    }
  }

  /**
   * Reads {@code max}, {@code 60} or {@code 60x}.
   *
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Speed parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("max")) {
      return MAX;
    }
    try {
      return new Speed(
          Double.parseDouble(lower.endsWith("x") ? lower.substring(0, lower.length() - 1) : lower));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a speed: give 'max', or a factor such as '1x' or '60x'", e);
    }
  }

  boolean waits() {
    return !Double.isInfinite(factor);
  }

  /** How long a stretch of the log takes in a replay, in ns. */
  long nanos(Duration stretch) {
    return (long) (stretch.toMillis() * 1e6 / factor);
  }
}
