// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.util.List;

/**
 * The {@code Apple Music Play Activity.csv} of an account's data. Newer exports do not name a
 * song's artist: the container's artist or the album stands in for it.
 */
final class AppleMusicFormat implements Format {
  @Override
  public boolean matches(String first) {
    Header header = Header.of(first, Cells.of(',', first));
    return header.has("play_duration_milliseconds") && header.has("song_name", "content_name");
  }

  @Override
  public RowParser parser(String first) {
    Cells cells = Cells.of(',', first);
    return new Parser(cells, Header.of(first, cells));
  }

  private record Parser(Cells cells, Header header) implements TableParser {
    @Override
    public Row parse(String line) throws BadRow {
      List<String> row = cells.split(line, header.size());
      if (row.size() != header.size()) {
        throw new BadRow(
            "wrong number of columns", row.size() + " columns, the header has " + header.size());
      }
      String event = first(row, "event_type");
      if (!event.isEmpty() && !event.equals("PLAY_END")) {
        throw new BadRow("not the end of a play", "the event is " + event);
      }
      return new Row(
              "",
              Fields.track(
                  "",
                  first(row, "artist_name", "container_artist_name", "album_name"),
                  first(row, "song_name", "content_name")),
              Fields.time(
                  first(row, "event_start_timestamp", "event_timestamp", "event_end_timestamp")))
          .played(first(row, "play_duration_milliseconds"), 1)
          .whole(first(row, "media_duration_in_milliseconds"), 1)
          .skipped(first(row, "end_reason_type").startsWith("TRACK_SKIPPED"));
    }

    /** The first of these columns that says something in this row. */
    private String first(List<String> row, String... names) {
      for (String name : names) {
        int column = header.indexOf(name);
        if (column >= 0 && !row.get(column).isBlank()) {
          return row.get(column).strip();
        }
      }
      return "";
    }
  }
}
