// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The names of a table's columns. */
final class Header {
  private final List<String> names = new ArrayList<>();

  private Header() {}

  /** Reads a header line; names lose case, spaces, and the types that RecBole writes after them. */
  static Header of(String line, Cells cells) {
    Header header = new Header();
    try {
      for (String cell : cells.split(line, -1)) {
        String name = cell.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
        header.names.add(name.replaceFirst(":(token|float|token_seq|float_seq)$", ""));
      }
    } catch (BadRow e) {
      header.names.clear();
    }
    return header;
  }

  int size() {
    return names.size();
  }

  /** The place of the first of these names that the table has; negative if it has none. */
  int indexOf(String... wanted) {
    for (String name : wanted) {
      int at = names.indexOf(name);
      if (at >= 0) {
        return at;
      }
    }
    return -1;
  }

  boolean has(String... wanted) {
    return indexOf(wanted) >= 0;
  }

  @Override
  public String toString() {
    return String.join(", ", names);
  }
}
