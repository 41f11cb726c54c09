// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Listens of a ListenBrainz dump. The recording MBID identifies the track, the listener's own or
 * the one that ListenBrainz mapped to; where there is none, artist and title do.
 */
final class ListenBrainzParser implements RowParser {
  private final ObjectReader json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  @Override
  public Row parse(String line) throws BadRow {
    JsonNode listen = read(line);
    JsonNode metadata = listen.path("track_metadata");
    JsonNode info = metadata.path("additional_info");
    return new Row(
        first(listen, "user_name", "user_id"),
        track(metadata, info),
        Fields.time(first(listen, "listened_at", "timestamp")),
        Fields.duration("duration_played", text(info.path("duration_played")), 1000),
        trackMillis(info),
        null);
  }

  private JsonNode read(String line) throws BadRow {
    try {
      JsonNode node = json.readValue(line);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new BadRow("not JSON", e.getOriginalMessage());
    }
    throw new BadRow("not JSON", "a line has to be one JSON object");
  }

  private static String track(JsonNode metadata, JsonNode info) throws BadRow {
    String mbid = first(info, "recording_mbid");
    if (mbid.isEmpty()) {
      mbid = first(metadata.path("mbid_mapping"), "recording_mbid");
    }
    if (!mbid.isEmpty()) {
      return mbid;
    }
    String artist = first(metadata, "artist_name");
    String title = first(metadata, "track_name");
    if (artist.isEmpty() || title.isEmpty()) {
      throw new BadRow("no track", "neither a recording_mbid nor artist_name and track_name");
    }
    return Fields.named(artist, title);
  }

  private static Long trackMillis(JsonNode info) throws BadRow {
    Long millis = Fields.duration("duration_ms", text(info.path("duration_ms")), 1);
    return millis != null ? millis : Fields.duration("duration", text(info.path("duration")), 1000);
  }

  private static String first(JsonNode object, String... names) {
    for (String name : names) {
      String value = text(object.path(name));
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static String text(JsonNode value) {
    return value.isTextual() || value.isNumber() ? value.asText().strip() : "";
  }
}
