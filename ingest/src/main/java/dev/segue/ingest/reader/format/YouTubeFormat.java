// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code watch-history.json} of Google Takeout: what was played in YouTube Music. The video
 * identifies the track.
 */
final class YouTubeFormat extends JsonFormat {
  private static final Pattern VIDEO = Pattern.compile("[?&]v=([\\w-]{6,20})");

  @Override
  boolean matches(JsonNode first) {
    return first.has("header") && first.has("time") && first.has("title");
  }

  @Override
  Row parse(JsonNode watched) throws BadRow {
    String header = Json.first(watched, "header");
    if (!header.equals("YouTube Music")) {
      throw new BadRow("not music", "it was watched in " + header);
    }
    Matcher video = VIDEO.matcher(Json.first(watched, "titleUrl"));
    if (!video.find()) {
      throw new BadRow("no track", "it has no video: it was removed, or is an advertisement");
    }
    return new Row("", "youtube:" + video.group(1), Fields.time(Json.first(watched, "time")));
  }
}
