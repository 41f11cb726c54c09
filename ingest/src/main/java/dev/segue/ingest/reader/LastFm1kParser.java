// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

/**
 * Rows of the Last.fm-1K log (Celma, 2010): user, time, artist MBID, artist, track MBID, track.
 * Where the track has no MBID its artist and title identify it.
 */
final class LastFm1kParser implements RowParser {
  private static final int COLUMNS = 6;
  private static final int TIME = 1;
  private static final int ARTIST = 3;
  private static final int TRACK_MBID = 4;
  private static final int TRACK = 5;

  /** Whether a line looks like a row of this log, which has no header. */
  static boolean isRow(String line) {
    String[] cells = line.split("\t", -1);
    return cells.length == COLUMNS && Timestamps.parse(cells[TIME]).isPresent();
  }

  @Override
  public Row parse(String line) throws BadRow {
    String[] cells = line.split("\t", -1);
    if (cells.length != COLUMNS) {
      throw new BadRow("wrong number of columns", cells.length + " columns instead of " + COLUMNS);
    }
    return new Row(cells[0].strip(), track(cells), Fields.time(cells[TIME]), null, null, null);
  }

  private static String track(String[] cells) throws BadRow {
    String mbid = cells[TRACK_MBID].strip();
    if (!mbid.isEmpty()) {
      return mbid;
    }
    if (cells[ARTIST].isBlank() || cells[TRACK].isBlank()) {
      throw new BadRow("no track", "neither a track MBID nor artist and title");
    }
    return Fields.named(cells[ARTIST].strip(), cells[TRACK].strip());
  }
}
