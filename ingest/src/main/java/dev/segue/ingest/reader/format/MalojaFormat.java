// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Scrobbles of Maloja's JSON export, of its third version or the one before. */
final class MalojaFormat extends JsonFormat {
  @Override
  boolean matches(JsonNode first) {
    return first.has("time") && (track(first).has("artists") && track(first).has("title"));
  }

  @Override
  Row parse(JsonNode scrobble) throws BadRow {
    JsonNode track = track(scrobble);
    return new Row(
            "",
            Fields.track("", artists(track.path("artists")), Json.first(track, "title")),
            Fields.time(Json.first(scrobble, "time")))
        .played(Json.any(scrobble, "duration"), 1000)
        .whole(Json.any(track, "length"), 1000);
  }

  private static JsonNode track(JsonNode scrobble) {
    return scrobble.path("track").isObject() ? scrobble.path("track") : scrobble;
  }

  private static String artists(JsonNode names) {
    List<String> artists = new ArrayList<>();
    names.forEach(name -> artists.add(name.asText().strip()));
    return names.isArray() ? String.join(", ", artists) : names.asText();
  }
}
