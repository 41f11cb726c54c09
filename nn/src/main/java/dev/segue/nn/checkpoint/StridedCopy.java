// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts the elements of a strided view into row-major, little-endian order. */
final class StridedCopy {
  private StridedCopy() {}

  /**
   * @param seen from the view's first element on, in the order of its bytes
   * @param width bytes of an element
   */
  static ByteBuffer copy(ByteBuffer seen, Layout layout, int width) {
    ByteBuffer out =
        ByteBuffer.allocate((int) layout.count() * width).order(ByteOrder.LITTLE_ENDIAN);
    int dimensions = layout.shape().size();
    long[] index = new long[dimensions];
    long at = 0;
    while (true) {
      put(out, seen, (int) at * width, width);
      int axis = dimensions - 1;
      while (axis >= 0 && ++index[axis] == layout.shape().get(axis)) {
        at -= (layout.shape().get(axis) - 1) * layout.strides().get(axis);
        index[axis--] = 0;
      }
      if (axis < 0) {
        return out.flip();
      }
      at += layout.strides().get(axis);
    }
  }

  private static void put(ByteBuffer out, ByteBuffer seen, int at, int width) {
    switch (width) {
      case Byte.BYTES -> out.put(seen.get(at));
      case Short.BYTES -> out.putShort(seen.getShort(at));
      case Integer.BYTES -> out.putInt(seen.getInt(at));
      default -> out.putLong(seen.getLong(at));
    }
  }
}
