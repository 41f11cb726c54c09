// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.ingest.reader.format.BadRow;
import dev.segue.ingest.reader.format.TableParser;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of a table, of which one may span lines within quotes (RFC 4180, section 2, rule 6).
 *
 * <p>A stray quote would swallow all rows up to the next one. So lines are joined only where that
 * gives a row with the right number of cells; else the first of them is a row of its own, and the
 * others are read again.
 */
final class TableRecords implements Records {
  /** More than any title has; so much is read again after a stray quote. */
  private static final int MOST_LINES = 100;

  private static final Set<String> NOT_A_ROW = Set.of("broken quotes", "wrong number of columns");

  private final Records lines;
  private final TableParser parser;
  private final Deque<Line> readAgain = new ArrayDeque<>();
  private Line current;

  private record Line(long number, String text, Optional<String> problem) {}

  TableRecords(Records lines, TableParser parser) {
    this.lines = lines;
    this.parser = parser;
  }

  @Override
  public boolean next() throws IOException {
    current = take();
    if (current != null
        && current.problem().isEmpty()
        && parser.cells().quoted()
        && parser.cells().isOpenAfter(current.text(), false)) {
      join();
    }
    return current != null;
  }

  private void join() throws IOException {
    StringBuilder row = new StringBuilder(current.text());
    List<Line> more = new ArrayList<>();
    boolean open = true;
    while (open && more.size() < MOST_LINES && row.length() < ListeningLog.MAX_LINE_BYTES) {
      Line line = take();
      if (line == null) {
        break;
      }
      more.add(line);
      if (line.problem().isPresent()) {
        break;
      }
      open = parser.cells().isOpenAfter(line.text(), true);
      row.append('\n').append(line.text());
    }
    if (!open && isRow(row.toString())) {
      current = new Line(current.number(), row.toString(), Optional.empty());
      return;
    }
    for (int i = more.size() - 1; i >= 0; i--) {
      readAgain.addFirst(more.get(i));
    }
  }

  private boolean isRow(String text) {
    try {
      parser.parse(text);
      return true;
    } catch (BadRow e) {
      return !NOT_A_ROW.contains(e.reason());
    }
  }

  private Line take() throws IOException {
    if (!readAgain.isEmpty()) {
      return readAgain.removeFirst();
    }
    return lines.next() ? new Line(lines.number(), lines.text(), lines.problem()) : null;
  }

  @Override
  public long number() {
    return current.number();
  }

  @Override
  public String text() {
    return current.text();
  }

  @Override
  public Optional<String> problem() {
    return current.problem();
  }
}
