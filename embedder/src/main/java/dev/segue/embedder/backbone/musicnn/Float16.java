// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

/** The nearest values of IEEE 754 binary16, of which ties go to the even one. */
final class Float16 {
  /** The largest finite one. */
  private static final float LARGEST = 65_504;

  /** The smallest one with all 11 significant bits. */
  private static final float NORMAL = 0x1p-14f;

  /** Bits of a float that a half has not. */
  private static final int DROPPED = 13;

  private Float16() {}

  /**
   * Rounds a power.
   *
   * @param value not negative; what is beyond the largest half becomes that one, not infinity
   */
  static float round(float value) {
    if (value >= LARGEST) {
      return LARGEST;
    }
    if (value < NORMAL) {
      return (float) (Math.rint(value * 0x1p24) * 0x1p-24);
    }
    int bits = Float.floatToRawIntBits(value);
    int even = (bits >>> DROPPED) & 1;
    int rounded = bits + (1 << (DROPPED - 1)) - 1 + even;
    return Float.intBitsToFloat(rounded >>> DROPPED << DROPPED);
  }
}
