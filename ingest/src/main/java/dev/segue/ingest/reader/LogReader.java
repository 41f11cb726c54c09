// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.ingest.reader.format.BadRow;
import dev.segue.ingest.reader.format.LogFormat;
import dev.segue.ingest.reader.format.Row;
import dev.segue.ingest.reader.format.RowParser;
import dev.segue.ingest.reader.format.TableParser;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** The rows of one text, whose format its beginning tells. For one thread. */
final class LogReader {
  private static final int HEAD = 1 << 16;
  private static final int BYTE_ORDER_MARK = 0xEF;

  /** So many broken objects at the start of a log do not hide its format. */
  private static final int MOST_TRIED = 20;

  private final Deque<Entry> first = new ArrayDeque<>();
  private final JsonRecords wrapped;
  private final Records records;
  private final LogFormat format;
  private final RowParser parser;
  private Entry current;
  private long read;

  private record Entry(long number, String text, Optional<String> problem) {
    static Entry of(Records records) {
      return new Entry(records.number(), records.text(), records.problem());
    }
  }

  /**
   * Reads a text; the caller closes it.
   *
   * @throws NotALogException if its format is none of those known
   */
  LogReader(InputStream text, Optional<LogFormat> wanted) throws IOException {
    byte[] head = head(text);
    // A buffered stream would lose what it holds when the text is cut off.
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(head), new LeftOpen(text));
    boolean json = isJson(head);
    this.wrapped = json && JsonRecords.isNeededFor(head) ? new JsonRecords(in) : null;
    Records all = wrapped != null ? wrapped : new LineReader(in, ListeningLog.MAX_LINE_BYTES);
    this.format = format(all, wanted, json);
    this.parser = format.parser(first.getLast().text());
    if (format.hasHeader()) {
      first.clear();
    }
    this.records = parser instanceof TableParser table ? new TableRecords(all, table) : all;
  }

  /** The caller closes the text; a sequence would close it at its end. */
  private static final class LeftOpen extends FilterInputStream {
    LeftOpen(InputStream text) {
      super(text);
    }

    @Override
    public void close() {}
  }

  private static byte[] head(InputStream text) throws IOException {
    byte[] head = new byte[HEAD];
    int length = 0;
    try {
      for (int n = 0; n >= 0 && length < HEAD; n = text.read(head, length, HEAD - length)) {
        length += n;
      }
    } catch (IOException e) {
      // The failure is met again behind what was whole.
      if (length == 0) {
        throw e;
      }
    }
    return Arrays.copyOf(head, length);
  }

  private static boolean isJson(byte[] head) {
    int at = head.length > 2 && (head[0] & 0xFF) == BYTE_ORDER_MARK ? 3 : 0;
    while (at < head.length && Character.isWhitespace(head[at])) {
      at++;
    }
    return at < head.length && (head[at] == '{' || head[at] == '[');
  }

  private LogFormat format(Records all, Optional<LogFormat> wanted, boolean json)
      throws IOException {
    while (first.size() < MOST_TRIED && all.next()) {
      if (all.text().isBlank() && all.problem().isEmpty()) {
        continue;
      }
      Entry record = Entry.of(all);
      first.add(record);
      Optional<LogFormat> format =
          wanted.isPresent() || record.problem().isPresent() ? wanted : LogFormat.of(record.text());
      if (format.isPresent()) {
        return format.get();
      }
      if (!json) {
        throw notATable(record);
      }
    }
    if (first.isEmpty()) {
      throw new NotALogException("it is empty");
    }
    throw new NotALogException(
        "it is JSON, but none of the exports that are read (" + LogFormat.list() + ")");
  }

  private static NotALogException notATable(Entry first) {
    return new NotALogException(
        first.problem().isPresent()
            ? "line " + first.number() + " is " + first.problem().get()
            : "its first line is neither a header with user_id, track_id and timestamp (tabs,"
                + " commas or semicolons) nor a row of a format that has none (Last.fm-1K,"
                + " Last.fm's scrobbles); add the header, without user_id if you give --user"
                + " NAME");
  }

  LogFormat format() {
    return format;
  }

  boolean namesListeners() {
    return parser.namesListeners();
  }

  /** Whose plays these are, where the text says it once for all. */
  Optional<String> owner() {
    return wrapped == null ? Optional.empty() : wrapped.owner();
  }

  /**
   * Moves to the next record that is not blank.
   *
   * @throws IOException if the text cannot be read further; the message says where
   */
  boolean next() throws IOException {
    do {
      current = take();
    } while (current != null && current.text().isBlank() && current.problem().isEmpty());
    read += current == null ? 0 : 1;
    return current != null;
  }

  private Entry take() throws IOException {
    if (!first.isEmpty()) {
      return first.removeFirst();
    }
    try {
      return records.next() ? Entry.of(records) : null;
    } catch (IOException | RuntimeException e) {
      String after = read == 0 ? "" : "after line " + current.number() + ": ";
      throw new IOException(after + reason(e), e);
    }
  }

  /** Why a file cannot be read, for people. */
  static String reason(Exception e) {
    if (e instanceof EOFException) {
      return "it ends early, as if cut off";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  Row row() throws BadRow {
    if (current.problem().isPresent()) {
      throw new BadRow("unreadable line", current.problem().get());
    }
    return parser.parse(current.text());
  }

  long number() {
    return current.number();
  }

  String text() {
    return current.text();
  }
}
