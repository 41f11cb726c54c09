// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

/**
 * The Last.fm-1K log (Celma, 2010), which has no header: user, time, artist MBID, artist, track
 * MBID, track.
 */
final class LastFm1kFormat implements Format, RowParser {
  private static final int COLUMNS = 6;
  private static final int TIME = 1;
  private static final int ARTIST = 3;
  private static final int TRACK_MBID = 4;
  private static final int TRACK = 5;

  @Override
  public boolean matches(String first) {
    String[] cells = first.split("\t", -1);
    try {
      return cells.length == COLUMNS && Fields.time(cells[TIME]) != null;
    } catch (BadRow e) {
      return false;
    }
  }

  @Override
  public RowParser parser(String first) {
    return this;
  }

  @Override
  public boolean namesListeners() {
    return true;
  }

  @Override
  public Row parse(String line) throws BadRow {
    String[] cells = line.split("\t", -1);
    if (cells.length != COLUMNS) {
      throw new BadRow("wrong number of columns", cells.length + " columns instead of " + COLUMNS);
    }
    return new Row(
        cells[0],
        Fields.track(cells[TRACK_MBID], cells[ARTIST], cells[TRACK]),
        Fields.time(cells[TIME]));
  }
}
