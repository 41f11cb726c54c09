// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

/** The two 16-bit formats, widened to 32 bits without loss (JDK 17 has neither). */
final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
  static float fromF16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      // Zero and subnormals: the fraction counts units of 2^-24.
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent + (127 - 15);
    return Float.intBitsToFloat(sign | (wide << 23) | (fraction << 13));
  }

  static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
