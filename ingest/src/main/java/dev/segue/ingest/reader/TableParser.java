// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Rows of a table whose header line names the columns. */
final class TableParser implements RowParser {
  private static final CSVFormat RFC_4180 = CSVFormat.RFC4180;

  private final boolean csv;
  private final int columns;
  private final int user;
  private final int track;
  private final int time;
  private final Duration played;
  private final Duration whole;
  private final int session;

  private TableParser(boolean csv, List<String> header) {
    this.csv = csv;
    this.columns = header.size();
    this.user = indexOf(header, "user_id", "userid", "user");
    this.track = indexOf(header, "track_id", "trackid", "track", "item_id", "itemid", "item");
    this.time = indexOf(header, "timestamp", "played_at", "time", "ts");
    this.played = Duration.of(header, List.of("playtime_s", "playtime"), List.of("played_ms"));
    this.whole = Duration.of(header, List.of("duration_s"), List.of("duration_ms", "track_ms"));
    this.session = indexOf(header, "session_id", "sessionid", "session");
  }

  /** Whether the line names a user, a track and a time, so that it is a header. */
  static boolean isHeader(String line, boolean csv) {
    try {
      TableParser parser = new TableParser(csv, names(line, csv));
      return parser.user >= 0 && parser.track >= 0 && parser.time >= 0;
    } catch (BadRow e) {
      return false;
    }
  }

  /**
   * Reads the rows under this header.
   *
   * @throws IOException if a column that every row needs is missing; the message names it
   */
  static TableParser under(String header, boolean csv) throws IOException {
    try {
      TableParser parser = new TableParser(csv, names(header, csv));
      parser.require(parser.user, "user_id (or userid, user)");
      parser.require(parser.track, "track_id (or trackid, track, item_id, item)");
      parser.require(parser.time, "timestamp (or time, ts, played_at)");
      return parser;
    } catch (BadRow e) {
      throw new IOException("line 1 is not a header: " + e.getMessage(), e);
    }
  }

  private void require(int column, String name) throws IOException {
    if (column < 0) {
      throw new IOException("the header in line 1 has no column " + name);
    }
  }

  @Override
  public Row parse(String line) throws BadRow {
    List<String> cells = cells(line, csv);
    if (cells.size() != columns) {
      throw new BadRow(
          "wrong number of columns", cells.size() + " columns, the header has " + columns);
    }
    return new Row(
        cells.get(user).strip(),
        cells.get(track).strip(),
        Fields.time(cells.get(time)),
        played.read(cells),
        whole.read(cells),
        session < 0 || cells.get(session).isBlank() ? null : cells.get(session).strip());
  }

  private static List<String> names(String header, boolean csv) throws BadRow {
    List<String> names = new ArrayList<>();
    for (String cell : cells(header, csv)) {
      names.add(cell.strip().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static List<String> cells(String line, boolean csv) throws BadRow {
    // Only a line with a quote needs the parser; splitting is several times as fast.
    return csv && line.indexOf('"') >= 0 ? quoted(line) : split(line, csv ? ',' : '\t');
  }

  private static List<String> split(String line, char separator) {
    List<String> cells = new ArrayList<>();
    int start = 0;
    for (int end = line.indexOf(separator); end >= 0; end = line.indexOf(separator, start)) {
      cells.add(line.substring(start, end));
      start = end + 1;
    }
    cells.add(line.substring(start));
    return cells;
  }

  private static List<String> quoted(String line) throws BadRow {
    try (CSVParser parser = CSVParser.parse(line, RFC_4180)) {
      List<CSVRecord> records = parser.getRecords();
      return records.isEmpty() ? List.of() : records.get(0).toList();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new BadRow("broken quotes", "quotes are not as in RFC 4180, or do not end in the line");
    }
  }

  private static int indexOf(List<String> header, String... names) {
    return Arrays.stream(names)
        .mapToInt(header::indexOf)
        .filter(at -> at >= 0)
        .findFirst()
        .orElse(-1);
  }

  /** A column that holds a duration, and its unit in milliseconds. */
  private record Duration(String name, int column, double unitMillis) {
    static Duration of(List<String> header, List<String> seconds, List<String> millis) {
      int inSeconds = indexOf(header, seconds.toArray(String[]::new));
      if (inSeconds >= 0) {
        return new Duration(header.get(inSeconds), inSeconds, 1000);
      }
      int inMillis = indexOf(header, millis.toArray(String[]::new));
      return new Duration(inMillis < 0 ? "" : header.get(inMillis), inMillis, 1);
    }

    Long read(List<String> cells) throws BadRow {
      return column < 0 ? null : Fields.duration(name, cells.get(column), unitMillis);
    }
  }
}
