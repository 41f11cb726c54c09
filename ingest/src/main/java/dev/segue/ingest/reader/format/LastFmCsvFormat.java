// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.util.List;

/**
 * Last.fm's scrobbles as lastfm-to-csv writes them, without a header: artist, album, title, time.
 */
final class LastFmCsvFormat implements Format {
  private static final int COLUMNS = 4;
  private static final int TITLE = 2;
  private static final int TIME = 3;
  private static final Cells CELLS = new Cells(',', true);

  @Override
  public boolean matches(String first) {
    try {
      return new Parser(CELLS).parse(first) != null;
    } catch (BadRow e) {
      // The first scrobble may be one without a time; three names and nothing then.
      return "unreadable time".equals(e.reason()) && first.endsWith(",");
    }
  }

  @Override
  public RowParser parser(String first) {
    return new Parser(CELLS);
  }

  private record Parser(Cells cells) implements TableParser {
    @Override
    public Row parse(String line) throws BadRow {
      List<String> row = cells.split(line, COLUMNS);
      if (row.size() != COLUMNS) {
        throw new BadRow("wrong number of columns", row.size() + " columns instead of " + COLUMNS);
      }
      return new Row("", Fields.track("", row.get(0), row.get(TITLE)), Fields.time(row.get(TIME)));
    }
  }
}
