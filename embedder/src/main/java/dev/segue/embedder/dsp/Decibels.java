// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

/**
 * Powers in dB. The logarithm is computed here because {@link Math#log10} takes longer than the
 * transform that the powers come from.
 */
public final class Decibels {
  private static final double PER_OCTAVE = 10 * Math.log10(2);
  private static final double PER_NEPER = 20 / Math.log(10);

  /** The bits of {@code sqrt(1/2)}: where mantissas are cut, so that they lie around 1. */
  private static final int LOWEST_MANTISSA = 0x3f3504f3;

  private static final int MANTISSA_BITS = 23;

  private Decibels() {}

  /**
   * {@code 10 log10(max(power, quietest))}, correct to the last place.
   *
   * @param quietest positive, below which everything is silence
   */
  public static float of(float power, float quietest) {
    float audible = Math.max(power, quietest);
    if (!(audible < Float.POSITIVE_INFINITY)) {
      return audible;
    }
    int bits = Float.floatToRawIntBits(audible);
    int octave = (bits - LOWEST_MANTISSA) >> MANTISSA_BITS;
    double mantissa = Float.intBitsToFloat(bits - (octave << MANTISSA_BITS));
    // log(m) = 2 artanh((m - 1) / (m + 1)), whose series is this short as |s| < 0.172.
    double s = (mantissa - 1) / (mantissa + 1);
    double q = s * s;
    double artanh =
        s * (1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q / 11)))));
    return (float) (octave * PER_OCTAVE + artanh * PER_NEPER);
  }
}
