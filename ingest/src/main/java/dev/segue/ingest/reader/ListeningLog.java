// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.ingest.reader.format.BadRow;
import dev.segue.ingest.reader.format.LogFormat;
import dev.segue.ingest.reader.format.Row;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Streams the plays of a listening log: plain text, packed with gzip, bzip2, xz or zstd, or in a
 * zip archive, which its first bytes tell, in one of the {@link LogFormat}s, which its content
 * tells.
 *
 * <p>Nothing is held but the current record. One that cannot be used goes to {@link Rejects} and
 * the next one is read. Event ids come from the rows, so reading a log twice gives the same events.
 * For one thread.
 */
public final class ListeningLog implements Closeable {
  /** The longest line, in bytes: 1 MiB. A longer one is rejected without being held. */
  public static final int MAX_LINE_BYTES = 1 << 20;

  private final Path name;
  private final LogFile file;
  private final LogOptions options;
  private final Rejects rejects;
  private final EventIds eventIds = new EventIds();
  private final Instant opened = Instant.now();
  private LogReader reader;
  private LogFormat format;
  private boolean named;

  private ListeningLog(Path name, LogFile file, LogOptions options, Rejects rejects)
      throws IOException {
    this.name = name;
    this.file = file;
    this.options = options;
    this.rejects = rejects;
    openNext();
    if (reader == null) {
      throw new NotALogException("none of its members is a log that is read: " + LogFormat.list());
    }
  }

  /**
   * Opens a log whose content tells its format.
   *
   * @throws IOException if it cannot be read or its format is none of those known
   */
  public static ListeningLog open(Path file, Rejects rejects) throws IOException {
    return open(file, LogOptions.NONE, rejects);
  }

  /**
   * Opens a log of which something is known.
   *
   * @throws IOException if it cannot be read, a table lacks a column, or its format is none of
   *     those known
   */
  public static ListeningLog open(Path file, LogOptions options, Rejects rejects)
      throws IOException {
    try {
      LogFile opened = LogFile.open(file);
      try {
        return new ListeningLog(file, opened, options, rejects);
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (java.nio.file.FileSystemException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IOException("cannot read " + file + ": " + LogReader.reason(e), e);
    }
  }

  private void openNext() throws IOException {
    reader = null;
    for (Optional<InputStream> text = file.next(); text.isPresent(); text = file.next()) {
      try {
        reader = new LogReader(text.get(), options.format());
        format = reader.format();
        return;
      } catch (NotALogException e) {
        if (!file.isArchive()) {
          throw e;
        }
        rejects.note(file.name() + "left out, because " + e.getMessage());
      }
    }
  }

  /** Its format; of an archive, that of the member that is read. */
  public LogFormat format() {
    return format;
  }

  /**
   * The next play; empty at the end.
   *
   * @throws IOException if the file cannot be read further, as when an archive is cut off, or if it
   *     does not name the listener
   */
  public Optional<PlayEvent> next() throws IOException {
    while (advance()) {
      try {
        return Optional.of(play(reader.row()));
      } catch (BadRow e) {
        rejects.add(reader.number(), e, file.name() + reader.text());
      }
    }
    return Optional.empty();
  }

  private boolean advance() throws IOException {
    try {
      while (reader != null && !reader.next()) {
        file.note().ifPresent(rejects::note);
        openNext();
      }
      return reader != null;
    } catch (IOException | RuntimeException e) {
      throw failure(LogReader.reason(e), e);
    }
  }

  private IOException failure(String what, Exception cause) {
    return new IOException("cannot read " + name + ": " + file.name() + what, cause);
  }

  private PlayEvent play(Row row) throws BadRow, IOException {
    String user = user(row);
    PlayEvent play =
        new PlayEvent(
            eventIds.of(user, row.trackId(), row.playedAt()),
            user,
            row.trackId(),
            row.playedAt(),
            row.playedMs(),
            row.trackMs(),
            row.context(),
            row.feedback());
    Optional<String> problem = Plays.problem(play, opened);
    if (problem.isPresent()) {
      throw new BadRow("not a usable play", problem.get());
    }
    rejects.leaveOut(row.leftOut());
    return play;
  }

  private String user(Row row) throws IOException {
    if (!row.userId().isEmpty() && !(format.ofOnePerson() && options.user().isPresent())) {
      named = true;
      return row.userId();
    }
    Optional<String> owner = options.user().or(reader::owner).or(file::owner);
    if (owner.isEmpty() && !named && !reader.namesListeners()) {
      throw failure(
          "it is " + format.description() + " and does not name the listener; give --user NAME",
          null);
    }
    return owner.orElse("");
  }

  /** How many bytes of the file itself, packed as it is, were read so far. */
  public long bytesRead() throws IOException {
    return file.bytesRead();
  }

  /** How many bytes the file has. */
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return "ListeningLog[" + name + ", " + format + "]";
  }
}
