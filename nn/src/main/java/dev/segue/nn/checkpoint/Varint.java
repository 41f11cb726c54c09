// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.nio.ByteBuffer;

/** Whole numbers in seven bits a byte, the lowest first, as LevelDB and protocol buffers do. */
final class Varint {
  private static final int MAX_BITS = 64;

  private Varint() {}

  /** Reads up to 64 bits; what is longer, or has no end, is refused in the name of {@code what}. */
  static long read(ByteBuffer input, String what) throws CheckpointException {
    long value = 0;
    for (int shift = 0; shift < MAX_BITS; shift += 7) {
      if (!input.hasRemaining()) {
        throw new CheckpointException(what + " ends within a number; it is damaged");
      }
      byte next = input.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CheckpointException(what + " has a number of more than 64 bits; it is damaged");
  }

  /** Reads a number that counts the bytes or the like of something of this size. */
  static int upTo(int size, ByteBuffer input, String what) throws CheckpointException {
    long value = read(input, what);
    if (value < 0 || value > size) {
      throw new CheckpointException(
          "%s says %s where at most %d is possible; it is damaged"
              .formatted(what, Long.toUnsignedString(value), size));
    }
    return (int) value;
  }
}
