// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of listening logs that are read, all UTF-8. */
public enum LogFormat {
  /** Tab-separated, with a header line that names at least track and time. */
  TSV("a tab-separated table", false),
  /** Apple Music's {@code Play Activity.csv}. */
  APPLE_MUSIC("Apple Music's play activity", true),
  /** Separated by commas or semicolons, with a header line, quoted as in RFC 4180. */
  CSV("a table with commas or semicolons", false),
  /** Last.fm-1K: tab-separated without a header. */
  LASTFM_1K("Last.fm-1K", false),
  /** Last.fm's scrobbles without a header: artist, album, title, time. */
  LASTFM_CSV("Last.fm's scrobbles", true),
  /** ListenBrainz: a dump, a listener's export, or the older array. */
  LISTENBRAINZ("listens of ListenBrainz", false),
  /** Spotify's streaming history, extended or not. */
  SPOTIFY("Spotify's streaming history", true),
  /** The watch history of YouTube in Google Takeout. */
  YOUTUBE("YouTube's watch history", true),
  /** Koito's export. */
  KOITO("Koito's export", true),
  /** Maloja's export. */
  MALOJA("Maloja's export", true);

  private final String description;
  private final boolean ofOnePerson;

  LogFormat(String description, boolean ofOnePerson) {
    this.description = description;
    this.ofOnePerson = ofOnePerson;
  }

  /** The format of a log whose first record is this one. */
  public static Optional<LogFormat> of(String first) {
    return Arrays.stream(values()).filter(format -> format.format().matches(first)).findFirst();
  }

  /** All formats, for a message. */
  public static String list() {
    return Arrays.stream(values()).map(LogFormat::description).collect(Collectors.joining(", "));
  }

  /** What it is called in a message. */
  public String description() {
    return description;
  }

  private Format format() {
    return switch (this) {
      case TSV -> new TableFormat('\t');
      case APPLE_MUSIC -> new AppleMusicFormat();
      case CSV -> new TableFormat(',', ';');
      case LASTFM_1K -> new LastFm1kFormat();
      case LASTFM_CSV -> new LastFmCsvFormat();
      case LISTENBRAINZ -> new ListenBrainzFormat();
      case SPOTIFY -> new SpotifyFormat();
      case YOUTUBE -> new YouTubeFormat();
      case KOITO -> new KoitoFormat();
      case MALOJA -> new MalojaFormat();
    };
  }

  /** Whether each of its logs is one person's, so that a name that is given is that person's. */
  public boolean ofOnePerson() {
    return ofOnePerson;
  }

  /** Whether its first record names the columns and is no play. */
  public boolean hasHeader() {
    return this == TSV || this == CSV || this == APPLE_MUSIC;
  }

  /**
   * A parser of a log that begins with this record.
   *
   * @throws IOException if a column that every row needs is missing; the message names it
   */
  public RowParser parser(String first) throws IOException {
    return format().parser(first);
  }
}
