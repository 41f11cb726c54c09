// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, with a look ahead. Unlike in most streams, nothing here is blocking. */
final class PickleInput extends InputStream {
  private static final int MAX_LINE = 1024;

  /** Little-endian. */
  private final ByteBuffer bytes;

  PickleInput(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  int position() {
    return bytes.position();
  }

  @Override
  public int read() {
    return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length > 0 && !bytes.hasRemaining()) {
      return -1;
    }
    int taken = Math.min(length, bytes.remaining());
    bytes.get(target, offset, taken);
    return taken;
  }

  /**
   * Looks at a length of four or eight bytes, which the unpickler is going to allocate.
   *
   * @throws CheckpointException if fewer bytes follow it
   */
  void checkLengthAhead(int width) throws CheckpointException {
    int left = bytes.remaining() - width;
    long length = left < 0 ? 0 : lengthAhead(width);
    if (left < 0 || length < 0 || length > left) {
      throw new CheckpointException(
          "a text of %d bytes is announced where %d follow; the file is cut off or damaged"
              .formatted(length, Math.max(left, 0)));
    }
  }

  private long lengthAhead(int width) {
    int at = bytes.position();
    return width == Integer.BYTES ? bytes.getInt(at) : bytes.getLong(at);
  }

  /** Text up to the next line feed, which is dropped. */
  String line() throws CheckpointException {
    int begin = bytes.position();
    int end = begin;
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
    }
    if (end == bytes.limit() || end - begin > MAX_LINE) {
      throw new CheckpointException("a name has no end; the file is cut off or damaged");
    }
    byte[] line = new byte[end - begin];
    bytes.get(line);
    bytes.get();
    return new String(line, StandardCharsets.UTF_8);
  }
}
