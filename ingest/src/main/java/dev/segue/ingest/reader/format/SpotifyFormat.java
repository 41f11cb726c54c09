// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Spotify's streaming history: the extended one ({@code endsong_0.json}, {@code
 * Streaming_History_Audio_2014.json}) and that of the account data ({@code
 * StreamingHistory_music_0.json}). Its times are those at which a stream ended.
 */
final class SpotifyFormat extends JsonFormat {
  @Override
  boolean matches(JsonNode first) {
    return (first.has("ts") && first.has("ms_played"))
        || (first.has("endTime") && first.has("msPlayed"));
  }

  @Override
  Row parse(JsonNode stream) throws BadRow {
    String artist = Json.first(stream, "master_metadata_album_artist_name", "artistName");
    String title = Json.first(stream, "master_metadata_track_name", "trackName");
    String uri = Json.first(stream, "spotify_track_uri");
    if (uri.isEmpty() && title.isEmpty()) {
      throw new BadRow("not music", "it has no track: a podcast, an audiobook or a video");
    }
    String played = Json.any(stream, stream.has("ms_played") ? "ms_played" : "msPlayed");
    Instant ended = Fields.time(Json.first(stream, "ts", "endTime"));
    Row heard = new Row("", Fields.track(uri, artist, title), ended).played(played, 1);
    long before = heard.playedMs() == null ? 0 : heard.playedMs();
    Row row =
        new Row(Json.first(stream, "username"), heard.trackId(), ended.minusMillis(before))
            .played(played, 1)
            .skipped(stream.path("skipped").asBoolean());
    // It does not tell how long a track is, only that it was heard to its end.
    return Json.first(stream, "reason_end").equals("trackdone") ? row.whole(played, 1) : row;
  }
}
