// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.schemas.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Reads the values that the formats share. */
final class Fields {
  // Two days: longer than any recording, so a larger value is a wrong unit.
  private static final double MAX_SECONDS = 2 * 86_400;

  private Fields() {}

  static Instant time(String text) throws BadRow {
    return Timestamps.parse(text)
        .orElseThrow(
            () -> new BadRow("unreadable time", "'" + shortened(text) + "' is not a time"));
  }

  /** A duration in milliseconds from a number of seconds or milliseconds; null from nothing. */
  static Long duration(String name, String text, double unitMillis) throws BadRow {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      double value = Double.parseDouble(text.strip());
      if (value >= 0 && value * unitMillis <= MAX_SECONDS * 1000) {
        return Math.round(value * unitMillis);
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw new BadRow(
        "unreadable duration", name + " '" + shortened(text) + "' is not a duration up to 48 h");
  }

  /** The id of a recording that has no other: its artist and title, no longer than an id may be. */
  static String named(String artist, String title) {
    String name = artist + " - " + title;
    if (name.getBytes(StandardCharsets.UTF_8).length <= Ids.MAX_BYTES) {
      return name;
    }
    return "named:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
