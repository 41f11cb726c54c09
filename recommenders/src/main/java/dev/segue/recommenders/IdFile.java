// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of ids, one a line, UTF-8, such as {@code items.txt}. An id may hold anything, so a
 * backslash, a control character and half a surrogate pair are written as {@code \}{@code uXXXX}.
 */
public final class IdFile {
  static final String ITEMS = "items.txt";

  private IdFile() {}

  /** Writes ids in this order. */
  public static void write(Path file, List<String> ids) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String id : ids) {
        out.write(escaped(id));
        out.write('\n');
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file cannot be read or holds a broken escape
   */
  public static List<String> read(Path file) throws IOException {
    List<String> ids = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        ids.add(unescaped(line, file));
      }
    }
    return ids;
  }

  private static String escaped(String id) {
    StringBuilder out = new StringBuilder(id.length());
    for (int i = 0; i < id.length(); ) {
      int point = id.codePointAt(i);
      boolean loneSurrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      if (point == '\\' || loneSurrogate || Character.isISOControl(point)) {
        out.append("\\u%04x".formatted(point));
      } else {
        out.appendCodePoint(point);
      }
      i += Character.charCount(point);
    }
    return out.toString();
  }

  private static String unescaped(String line, Path file) throws IOException {
    if (line.indexOf('\\') < 0) {
      return line;
    }
    StringBuilder out = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) != '\\') {
        out.append(line.charAt(i));
        continue;
      }
      if (!line.startsWith("\\u", i) || i + 6 > line.length()) {
        throw new IOException(file + " has a broken escape in the line " + line);
      }
      try {
        out.append((char) Integer.parseInt(line, i + 2, i + 6, 16));
      } catch (NumberFormatException e) {
        throw new IOException(file + " has a broken escape in the line " + line, e);
      }
      i += 5;
    }
    return out.toString();
  }
}
