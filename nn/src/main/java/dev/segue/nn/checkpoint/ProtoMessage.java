// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the fields of a protocol buffer one after another. Its errors say what was read.
 *
 * <p>Source: the wire format, https://protobuf.dev/programming-guides/encoding.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer input;
  private final String what;
  private int field;
  private int type;

  ProtoMessage(ByteBuffer input, String what) {
    this.input = input.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.what = what;
  }

  /** Goes to the next field; false if there is none. */
  boolean next() throws CheckpointException {
    if (!input.hasRemaining()) {
      return false;
    }
    long tag = Varint.read(input, what);
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (tag < 0 || tag >>> 3 > Integer.MAX_VALUE || field == 0) {
      throw new CheckpointException(what + " has a field of no number; it is damaged");
    }
    return true;
  }

  /** The number of the current field. */
  int field() {
    return field;
  }

  long varint() throws CheckpointException {
    require(VARINT);
    return Varint.read(input, what);
  }

  int fixed32() throws CheckpointException {
    require(FIXED32);
    return take(Integer.BYTES).getInt();
  }

  ByteBuffer bytes() throws CheckpointException {
    require(BYTES);
    return take(Varint.read(input, what));
  }

  /** Passes over a field that is not needed. */
  void skip() throws CheckpointException {
    switch (type) {
      case VARINT -> Varint.read(input, what);
      case FIXED64 -> take(Long.BYTES);
      case BYTES -> take(Varint.read(input, what));
      case FIXED32 -> take(Integer.BYTES);
      default -> require(VARINT);
    }
  }

  private ByteBuffer take(long length) throws CheckpointException {
    if (length < 0 || length > input.remaining()) {
      throw new CheckpointException(
          "%s asks for %s bytes where %d are left; it is damaged"
              .formatted(what, Long.toUnsignedString(length), input.remaining()));
    }
    ByteBuffer taken = input.slice(input.position(), (int) length).order(input.order());
    input.position(input.position() + (int) length);
    return taken;
  }

  private void require(int expected) throws CheckpointException {
    if (type != expected) {
      throw new CheckpointException(
          "%s has field %d in wire type %d where %d was expected; it is damaged"
              .formatted(what, field, type, expected));
    }
  }
}
