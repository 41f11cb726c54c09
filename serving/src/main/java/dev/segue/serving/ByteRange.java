// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, as the {@code Range} header asks for it (RFC 9110, section 14). Javalin's own
 * seekable stream ignores where a range of a small file ends.
 *
 * @param first the first byte
 * @param length how many bytes
 */
record ByteRange(long first, long length) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * The range that a header asks for; the whole file where it asks for none or for several.
   *
   * @throws Problem of status 416 if the range lies behind the end
   */
  static ByteRange of(String header, long size) {
    Matcher range = SINGLE.matcher(header == null ? "" : header);
    if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
      return new ByteRange(0, size);
    }
    boolean suffix = range.group(1).isEmpty();
    long first =
        suffix
            ? Math.max(0, size - Long.parseLong(range.group(2)))
            : Long.parseLong(range.group(1));
    long last =
        suffix || range.group(2).isEmpty()
            ? size - 1
            : Math.min(size - 1, Long.parseLong(range.group(2)));
    if (first > last) {
      throw new Problem(416, "Range Not Satisfiable", "The file has " + size + " bytes.")
          .header("Content-Range", "bytes */" + size);
    }
    return new ByteRange(first, last - first + 1);
  }

  /** Answers with what a request asks for of a file. */
  static void send(Context context, Path file, String type) throws IOException {
    long size = Files.size(file);
    String header = context.header("Range");
    ByteRange range = of(header, size);
    // Audio is compressed already, and the length below is that of the file.
    context.disableCompression();
    context.header("Accept-Ranges", "bytes").contentType(type);
    if (range.length() < size) {
      long last = range.first() + range.length() - 1;
      context
          .status(206)
          .header("Content-Range", "bytes " + range.first() + "-" + last + "/" + size);
    }
    context.header("Content-Length", String.valueOf(range.length()));
    if (!context.method().equals(HandlerType.HEAD)) {
      try (InputStream bytes = range.open(file)) {
        bytes.transferTo(context.res().getOutputStream());
      }
    }
  }

  private InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(first);
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return new Limited(in, length);
  }

  /** Ends after some bytes. */
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      int value = left > 0 ? super.read() : -1;
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(bytes, offset, (int) Math.min(left, count));
      left -= Math.max(0, read);
      return read;
    }
  }
}
