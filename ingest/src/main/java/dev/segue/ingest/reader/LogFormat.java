// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

/** The formats of listening logs that {@link ListeningLog} reads, all UTF-8. */
public enum LogFormat {
  /**
   * Tab-separated with a header line that names at least user, track and timestamp. The logs of
   * Music4All-Onion ({@code userid_trackid_timestamp.tsv}) and 30Music are of this format.
   */
  TSV,
  /** Comma-separated with a header line, quoted as in RFC 4180; a row is one line. */
  CSV,
  /**
   * Last.fm-1K: tab-separated without a header: user, ISO-8601 time, artist MBID, artist, track
   * MBID, track.
   */
  LASTFM_1K,
  /** ListenBrainz: one listen a line, as JSON. */
  LISTENBRAINZ
}
