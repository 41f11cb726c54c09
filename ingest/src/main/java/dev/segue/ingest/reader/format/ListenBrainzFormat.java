// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Listens of ListenBrainz: a dump, a listener's export or the older array. The recording MBID
 * identifies the track, the listener's own or the one that ListenBrainz mapped to; where there is
 * none, artist and title do.
 */
final class ListenBrainzFormat extends JsonFormat {
  @Override
  boolean matches(JsonNode first) {
    return first.has("track_metadata");
  }

  @Override
  Row parse(JsonNode listen) throws BadRow {
    JsonNode metadata = listen.path("track_metadata");
    JsonNode info = metadata.path("additional_info");
    Row row =
        new Row(
            Json.first(listen, "user_name", "user_id"),
            Fields.track(
                mbid(metadata, info),
                Json.first(metadata, "artist_name"),
                Json.first(metadata, "track_name")),
            Fields.time(Json.first(listen, "listened_at", "timestamp")));
    row.played(Json.any(info, "duration_played"), 1000);
    return info.hasNonNull("duration_ms")
        ? row.whole(Json.any(info, "duration_ms"), 1)
        : row.whole(Json.any(info, "duration"), 1000);
  }

  private static String mbid(JsonNode metadata, JsonNode info) {
    String own = Json.first(info, "recording_mbid");
    return own.isEmpty() ? Json.first(metadata.path("mbid_mapping"), "recording_mbid") : own;
  }
}
