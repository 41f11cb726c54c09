// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Splits the rows of a table into cells.
 *
 * <p>With commas and semicolons, quotes are those of RFC 4180. With tabs they are too where the
 * header has them. Elsewhere a tab-separated table has no quotes by its definition, but programs
 * write them: a cell that is quoted as a whole loses its quotes, and one in which a quote just
 * stands keeps it.
 *
 * @param separator between cells
 * @param quoted whether a quoted cell may hold separators and line breaks
 */
public record Cells(char separator, boolean quoted) {
  /** The cells of a table with this header. */
  static Cells of(char separator, String header) {
    return new Cells(separator, separator != '\t' || header.startsWith("\""));
  }

  /**
   * The cells of a row.
   *
   * @param columns tells which of two readings is right; negative for a header
   */
  List<String> split(String row, int columns) throws BadRow {
    // Only a row with a quote needs the parser; splitting is several times as fast.
    if (row.indexOf('"') < 0) {
      return plain(row);
    }
    if (separator != '\t') {
      return rfc4180(row);
    }
    List<String> plain = plain(row);
    if (!quoted && plain.size() == columns) {
      plain.replaceAll(Cells::unquoted);
      return plain;
    }
    try {
      List<String> cells = rfc4180(row);
      return columns < 0 || cells.size() == columns ? cells : plain;
    } catch (BadRow e) {
      return plain;
    }
  }

  /** Whether a quoted cell is still open at the end of a line, so that the row goes on. */
  public boolean isOpenAfter(String line, boolean openBefore) {
    boolean open = openBefore;
    boolean cellStarts = !openBefore;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (open) {
        if (c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
          i++;
        } else if (c == '"') {
          open = false;
        }
        cellStarts = false;
      } else {
        open = cellStarts && c == '"';
        cellStarts = c == separator;
      }
    }
    return open;
  }

  private List<String> plain(String row) {
    List<String> cells = new ArrayList<>();
    int start = 0;
    for (int end = row.indexOf(separator); end >= 0; end = row.indexOf(separator, start)) {
      cells.add(row.substring(start, end));
      start = end + 1;
    }
    cells.add(row.substring(start));
    return cells;
  }

  private List<String> rfc4180(String row) throws BadRow {
    CSVFormat format = CSVFormat.RFC4180.builder().setDelimiter(separator).get();
    try (CSVParser parser = CSVParser.parse(row, format)) {
      List<CSVRecord> records = parser.getRecords();
      if (records.size() > 1) {
        throw new BadRow("broken quotes", "a line break stands outside of quotes");
      }
      return records.isEmpty() ? List.of("") : records.get(0).toList();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw new BadRow("broken quotes", "quotes are not as in RFC 4180, or do not end");
    }
  }

  private static String unquoted(String cell) {
    if (cell.length() < 2 || !cell.startsWith("\"") || !cell.endsWith("\"")) {
      return cell;
    }
    String inside = cell.substring(1, cell.length() - 1);
    String singles = inside.replace("\"\"", "");
    return singles.indexOf('"') >= 0 ? cell : inside.replace("\"\"", "\"");
  }
}
