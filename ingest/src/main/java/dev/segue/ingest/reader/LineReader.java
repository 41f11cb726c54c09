// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads UTF-8 lines of bounded length from a stream; memory does not depend on the stream's length.
 *
 * <p>Lines end with LF or CRLF; a byte order mark at the start is dropped. A line that is too long
 * or not UTF-8 is reported by {@link #problem()} and the next one can be read. For one thread.
 */
public final class LineReader implements Records {
  private static final int BUFFER = 1 << 16;
  private static final char REPLACEMENT = '\uFFFD';
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long number;
  private long bytes;
  private boolean tooLong;
  private String text = "";
  private String problem;

  /**
   * Reads from a stream, which the caller closes.
   *
   * @param maxBytes the longest line, in bytes
   */
  public LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /**
   * Moves to the next line.
   *
   * @return false at the end
   * @throws IOException if the stream fails or is UTF-16
   */
  @Override
  public boolean next() throws IOException {
    line.reset();
    tooLong = false;
    boolean ended = false;
    boolean any = false;
    while (!ended && (position < limit || fill())) {
      any = true;
      ended = takeUpToLineFeed();
    }
    if (!any) {
      return false;
    }
    number++;
    decode();
    return true;
  }

  /** The line's number, from 1. */
  @Override
  public long number() {
    return number;
  }

  /** How many bytes were read from the stream so far. */
  public long bytes() {
    return bytes;
  }

  /** The line without its end; of a line with a problem, what can be shown of it. */
  @Override
  public String text() {
    return text;
  }

  /** Why the line cannot be used; empty if it can. */
  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  private boolean takeUpToLineFeed() {
    int end = position;
    while (end < limit && buffer[end] != '\n') {
      end++;
    }
    int room = maxBytes - line.size();
    tooLong |= end - position > room;
    line.write(buffer, position, Math.min(end - position, room));
    boolean ended = end < limit;
    position = ended ? end + 1 : end;
    return ended;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    if (bytes == 0 && limit >= 2) {
      refuseUtf16(buffer[0] & 0xFF, buffer[1] & 0xFF);
    }
    bytes += limit;
    return limit > 0;
  }

  private static void refuseUtf16(int first, int second) throws IOException {
    if ((first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE)) {
      throw new IOException("the text is UTF-16; convert it to UTF-8 first (iconv does that)");
    }
  }

  private void decode() {
    byte[] raw = line.toByteArray();
    int length = raw.length > 0 && raw[raw.length - 1] == '\r' ? raw.length - 1 : raw.length;
    text = new String(raw, 0, length, StandardCharsets.UTF_8);
    problem = tooLong ? "longer than " + maxBytes + " bytes" : null;
    // A replacement character may stand in the text itself; only a strict decoder knows.
    if (problem == null && text.indexOf(REPLACEMENT) >= 0 && !isUtf8(raw, length)) {
      problem = "not UTF-8";
    }
    if (number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      text = text.substring(1);
    }
  }

  private static boolean isUtf8(byte[] raw, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
