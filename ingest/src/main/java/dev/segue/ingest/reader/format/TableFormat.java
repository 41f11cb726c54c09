// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.io.IOException;
import java.util.List;

/**
 * A table whose header line names the columns. Where there is no id of the track but its artist and
 * title, they are its id. The exports of Last.fm by other programs, RecBole's {@code .inter} files,
 * Music4All-Onion and 30Music are such tables.
 */
final class TableFormat implements Format {
  private final char[] separators;

  /** A table with the first of these separators under which its header makes sense. */
  TableFormat(char... separators) {
    this.separators = separators;
  }

  @Override
  public boolean matches(String first) {
    for (char separator : separators) {
      if (new Columns(Header.of(first, Cells.of(separator, first))).isTable()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public RowParser parser(String first) throws IOException {
    for (char separator : separators) {
      Cells cells = Cells.of(separator, first);
      Columns columns = new Columns(Header.of(first, cells));
      if (columns.isTable()) {
        return new Parser(cells, columns);
      }
    }
    Columns columns = new Columns(Header.of(first, Cells.of(separators[0], first)));
    throw new IOException("the header in line 1 has no column " + columns.missing());
  }

  /** Where the columns are that a play is made of. */
  private static final class Columns {
    private final int size;
    private final int user;
    private final int trackId;
    private final int mbid;
    private final int artist;
    private final int title;
    private final int time;
    private final int session;
    private final Duration played;
    private final Duration whole;

    Columns(Header header) {
      this.size = header.size();
      this.user = header.indexOf("user_id", "userid", "user", "user_name", "username");
      this.artist = header.indexOf("artist", "artist_name", "artistname");
      int named = header.indexOf("track_name", "trackname", "title", "song", "song_name", "track");
      this.title = artist < 0 ? -1 : named;
      this.mbid = header.indexOf("track_mbid", "recording_mbid", "spotify_track_uri");
      int id = header.indexOf("track_id", "trackid", "item_id", "itemid", "item");
      this.trackId = id >= 0 || title >= 0 ? id : header.indexOf("track");
      this.time =
          header.indexOf(
              "uts", "timestamp", "played_at", "listened_at", "time", "ts", "utc_time", "date");
      this.session = header.indexOf("session_id", "sessionid", "session");
      this.played =
          Duration.of(header, List.of("playtime_s", "playtime"), List.of("played_ms", "ms_played"));
      this.whole = Duration.of(header, List.of("duration_s"), List.of("duration_ms", "track_ms"));
    }

    boolean isTable() {
      return time >= 0 && (trackId >= 0 || mbid >= 0 || title >= 0);
    }

    String missing() {
      return time >= 0
          ? "track_id (or trackid, track, item_id, item; or artist and title)"
          : "timestamp (or time, ts, played_at, listened_at, uts, date)";
    }
  }

  private record Parser(Cells cells, Columns columns) implements TableParser {
    @Override
    public Row parse(String line) throws BadRow {
      List<String> row = cells.split(line, columns.size);
      if (row.size() != columns.size) {
        throw new BadRow(
            "wrong number of columns", row.size() + " columns, the header has " + columns.size);
      }
      String id = cell(row, columns.trackId);
      return new Row(
              cell(row, columns.user),
              Fields.track(
                  id.isBlank() ? cell(row, columns.mbid) : id,
                  cell(row, columns.artist),
                  cell(row, columns.title)),
              Fields.time(row.get(columns.time)))
          .played(cell(row, columns.played.column), columns.played.unitMillis)
          .whole(cell(row, columns.whole.column), columns.whole.unitMillis)
          .context(cell(row, columns.session));
    }

    @Override
    public boolean namesListeners() {
      return columns.user >= 0;
    }

    private static String cell(List<String> row, int column) {
      return column < 0 ? "" : row.get(column);
    }
  }

  /** A column that holds a duration, and its unit in milliseconds. */
  private record Duration(int column, double unitMillis) {
    static Duration of(Header header, List<String> seconds, List<String> millis) {
      int inSeconds = header.indexOf(seconds.toArray(String[]::new));
      return inSeconds >= 0
          ? new Duration(inSeconds, 1000)
          : new Duration(header.indexOf(millis.toArray(String[]::new)), 1);
    }
  }
}
