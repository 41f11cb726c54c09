// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

/** Numbers in 16 bits (IEEE 754 binary16), for values between 1e-4 and 65504 in size, and 0. */
final class Halves {
  private static final float LARGEST = 65504;
  private static final int REBIAS = (127 - 15) << 23;
  private static final float SMALLEST_NORMAL = 6.1035156e-5f;

  private Halves() {}

  /** Rounds to the nearest; what is too large becomes the largest, what is tiny becomes 0. */
  static short of(float value) {
    float size = Math.min(Math.abs(value), LARGEST);
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    if (!(size >= SMALLEST_NORMAL)) {
      return (short) sign;
    }
    int bits = Float.floatToRawIntBits(size) - REBIAS;
    return (short) (sign | ((bits + 0xfff + (bits >> 13 & 1)) >> 13));
  }

  static float toFloat(short half) {
    int size = half & 0x7fff;
    int sign = (half & 0x8000) << 16;
    return Float.intBitsToFloat(size == 0 ? sign : sign | ((size << 13) + REBIAS));
  }
}
