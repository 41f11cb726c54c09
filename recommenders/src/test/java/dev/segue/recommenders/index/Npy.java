// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what NumPy writes: arrays of float64 and of texts, row-major, little-endian. */
final class Npy {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<(f8|U(\\d+))', 'fortran_order': False, 'shape': \\((\\d+),(?: (\\d+))?\\), }\\s*");
  private static final int BEGIN = 10;

  private final Matcher header;
  private final ByteBuffer values;

  private Npy(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getShort(BEGIN - Short.BYTES);
    header = HEADER.matcher(new String(bytes.array(), BEGIN, length, StandardCharsets.US_ASCII));
    if (!header.matches()) {
      throw new IOException(file + " is no array of float64 or texts");
    }
    values = bytes.position(BEGIN + length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  static float[][] matrix(Path file) throws IOException {
    Npy npy = new Npy(file);
    float[][] rows =
        new float[Integer.parseInt(npy.header.group(3))][Integer.parseInt(npy.header.group(4))];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) npy.values.getDouble();
      }
    }
    return rows;
  }

  /** Texts of one length in code points of four bytes, filled with zeros. */
  static String[] texts(Path file) throws IOException {
    Npy npy = new Npy(file);
    String[] texts = new String[Integer.parseInt(npy.header.group(3))];
    int length = Integer.parseInt(npy.header.group(2));
    for (int i = 0; i < texts.length; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < length; j++) {
        int character = npy.values.getInt();
        if (character != 0) {
          text.appendCodePoint(character);
        }
      }
      texts[i] = text.toString();
    }
    return texts;
  }
}
