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
 * {@code items.txt}: one track id a line, UTF-8. An id may hold anything, so a backslash, a control
 * character and half a surrogate pair are written as {@code \}{@code uXXXX}.
 */
final class ItemsFile {
  static final String NAME = "items.txt";

  private ItemsFile() {}

  static void write(Path folder, List<String> ids) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(NAME))) {
      for (String id : ids) {
        out.write(escaped(id));
        out.write('\n');
      }
    }
  }

  static List<String> read(Path folder) throws IOException {
    List<String> ids = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(folder.resolve(NAME))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        ids.add(unescaped(line));
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

  private static String unescaped(String line) throws IOException {
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
        throw new IOException(NAME + " has a broken escape in the line " + line);
      }
      try {
        out.append((char) Integer.parseInt(line, i + 2, i + 6, 16));
      } catch (NumberFormatException e) {
        throw new IOException(NAME + " has a broken escape in the line " + line, e);
      }
      i += 5;
    }
    return out.toString();
  }
}
