// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import dev.segue.ingest.time.NotATimeException;
import dev.segue.ingest.time.Timestamps;
import dev.segue.schemas.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** Reads the values that the formats share. */
final class Fields {
  private Fields() {}

  static Instant time(String text) throws BadRow {
    try {
      return Timestamps.read(text);
    } catch (NotATimeException e) {
      throw new BadRow("unreadable time", e.getMessage());
    }
  }

  /**
   * The id of a recording: the one that the log has for it, else its artist and title, no longer
   * than an id may be.
   */
  static String track(String id, String artist, String title) throws BadRow {
    if (!id.isBlank()) {
      return id.strip();
    }
    if (artist.isBlank() || title.isBlank()) {
      throw new BadRow("no track", "neither an id of the track nor artist and title");
    }
    String name = artist.strip() + " - " + title.strip();
    if (name.getBytes(StandardCharsets.UTF_8).length <= Ids.MAX_BYTES) {
      return name;
    }
    return "named:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
