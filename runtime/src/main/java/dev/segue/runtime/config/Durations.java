// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them, {@code 30ms}, and as ISO 8601 does, {@code PT0.03S}. */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if it is none; the message shows how to write one
   */
  public static Duration parse(String text) {
    Matcher matcher = SHORT.matcher(text.trim());
    if (!matcher.matches()) {
      return iso(text.trim());
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static Duration iso(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write one like 30ms, 10s, 5m, 2h, 7d or PT10S", e);
    }
  }
}
