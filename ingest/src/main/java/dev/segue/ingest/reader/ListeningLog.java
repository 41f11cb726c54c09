// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Streams the plays of a listening log: plain text or packed with gzip, bzip2, xz or zstd, which
 * its first bytes tell, in one of the {@link LogFormat}s, which its first line tells.
 *
 * <p>Nothing is held but the current line. A row that cannot be used goes to {@link Rejects} and
 * the next one is read. Event ids come from the rows, so reading a log twice gives the same events.
 * For one thread.
 */
public final class ListeningLog implements Closeable {
  /** The longest line, in bytes: 1 MiB. A longer one is rejected without being held. */
  public static final int MAX_LINE_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final InputStream in;
  private final LineReader lines;
  private final Rejects rejects;
  private final EventIds eventIds = new EventIds();
  private final LogFormat format;
  private final RowParser parser;
  private final Instant opened = Instant.now();
  private boolean atFirstRow;

  private ListeningLog(Path file, FileChannel channel, LogFormat wanted, Rejects rejects)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.rejects = rejects;
    this.in = Decompression.of(Channels.newInputStream(channel));
    this.lines = new LineReader(in, MAX_LINE_BYTES);
    String first = firstLine();
    this.format = wanted != null ? wanted : sniff(first);
    this.parser = parser(format, first);
    this.atFirstRow = format == LogFormat.LASTFM_1K || format == LogFormat.LISTENBRAINZ;
  }

  /**
   * Opens a log whose format its first line tells.
   *
   * @throws IOException if it cannot be read or its format is none of those known
   */
  public static ListeningLog open(Path file, Rejects rejects) throws IOException {
    return opened(file, null, rejects);
  }

  /**
   * Opens a log of a known format.
   *
   * @throws IOException if it cannot be read or a table lacks a column
   */
  public static ListeningLog open(Path file, LogFormat format, Rejects rejects) throws IOException {
    return opened(file, format, rejects);
  }

  private static ListeningLog opened(Path file, LogFormat format, Rejects rejects)
      throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new ListeningLog(file, channel, format, rejects);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Its format. */
  public LogFormat format() {
    return format;
  }

  /**
   * The next play; empty at the end.
   *
   * @throws IOException if the file cannot be read further, as when an archive is cut off
   */
  public Optional<PlayEvent> next() throws IOException {
    while (advance()) {
      if (lines.text().isBlank() && lines.problem().isEmpty()) {
        continue;
      }
      try {
        return Optional.of(play());
      } catch (BadRow e) {
        rejects.add(lines.number(), e, lines.text());
      }
    }
    return Optional.empty();
  }

  /** How many bytes of the file itself, packed as it is, were read so far. */
  public long bytesRead() throws IOException {
    return channel.position();
  }

  /** How many bytes the file has. */
  public long size() throws IOException {
    return channel.size();
  }

  /** How many lines were read so far, the header included. */
  public long lines() {
    return lines.number();
  }

  private boolean advance() throws IOException {
    if (atFirstRow) {
      atFirstRow = false;
      return true;
    }
    try {
      return lines.next();
    } catch (IOException | RuntimeException e) {
      String what = e instanceof EOFException ? "it ends early, as if cut off" : e.getMessage();
      throw new IOException(
          "cannot read " + file + " after line " + lines.number() + ": " + what, e);
    }
  }

  private PlayEvent play() throws BadRow {
    if (lines.problem().isPresent()) {
      throw new BadRow("unreadable line", lines.problem().get());
    }
    Row row = parser.parse(lines.text());
    PlayEvent play =
        new PlayEvent(
            eventIds.of(row),
            row.userId(),
            row.trackId(),
            row.playedAt(),
            row.playedMs(),
            row.trackMs(),
            row.context(),
            Feedback.NONE);
    Optional<String> problem = Plays.problem(play, opened);
    if (problem.isPresent()) {
      throw new BadRow("not a usable play", problem.get());
    }
    return play;
  }

  private String firstLine() throws IOException {
    while (lines.next()) {
      if (lines.problem().isPresent()) {
        throw new IOException("line " + lines.number() + " is " + lines.problem().get());
      }
      if (!lines.text().isBlank()) {
        return lines.text();
      }
    }
    throw new IOException("it is empty");
  }

  private static LogFormat sniff(String first) throws IOException {
    if (first.stripLeading().startsWith("{")) {
      return LogFormat.LISTENBRAINZ;
    }
    if (TableParser.isHeader(first, false)) {
      return LogFormat.TSV;
    }
    if (TableParser.isHeader(first, true)) {
      return LogFormat.CSV;
    }
    if (LastFm1kParser.isRow(first)) {
      return LogFormat.LASTFM_1K;
    }
    throw new IOException(
        "its first line is neither a header with user_id, track_id and timestamp (tabs or commas)"
            + " nor a row of Last.fm-1K or ListenBrainz; add the header");
  }

  private static RowParser parser(LogFormat format, String first) throws IOException {
    return switch (format) {
      case TSV -> TableParser.under(first, false);
      case CSV -> TableParser.under(first, true);
      case LASTFM_1K -> new LastFm1kParser();
      case LISTENBRAINZ -> new ListenBrainzParser();
    };
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } finally {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return "ListeningLog[" + file + ", " + format + "]";
  }
}
