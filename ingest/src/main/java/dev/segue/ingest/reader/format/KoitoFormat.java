// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Listens of Koito's JSON export: names are aliases, of which one is the primary. */
final class KoitoFormat extends JsonFormat {
  @Override
  boolean matches(JsonNode first) {
    return first.has("listened_at") && first.path("track").has("aliases");
  }

  @Override
  Row parse(JsonNode listen) throws BadRow {
    JsonNode track = listen.path("track");
    List<String> artists = new ArrayList<>();
    listen.path("artists").forEach(artist -> artists.add(name(artist)));
    return new Row(
            "",
            Fields.track(Json.first(track, "mbid"), String.join(", ", artists), name(track)),
            Fields.time(Json.first(listen, "listened_at")))
        .whole(zeroIsUnknown(Json.any(track, "duration")), 1000);
  }

  private static String zeroIsUnknown(String seconds) {
    return seconds.equals("0") ? "" : seconds;
  }

  private static String name(JsonNode named) {
    String name = "";
    for (JsonNode alias : named.path("aliases")) {
      if (name.isEmpty() || alias.path("is_primary").asBoolean()) {
        name = Json.first(alias, "alias");
      }
    }
    return name;
  }
}
