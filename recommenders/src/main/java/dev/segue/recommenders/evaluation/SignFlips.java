// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The paired permutation test: if two models were alike, each listener's difference could as well
 * have the other sign. Two-sided; assumes nothing about the shape of the differences.
 */
final class SignFlips {
  /** The differences up to which all sign patterns are counted. */
  private static final int COUNTED = 14;

  private static final int DRAWS = 20_000;

  /** Enough to know a p-value to 7 %, so that what is no difference is soon known. */
  private static final int ENOUGH = 200;

  private static final long SEED = 42;

  /** Sums that differ by rounding alone are equal. */
  private static final double ROUNDING = 1e-12;

  private final double[] differences;
  private final double reached;

  private SignFlips(double[] differences) {
    this.differences = differences;
    double sum = Arrays.stream(differences).sum();
    this.reached = Math.abs(sum) - ROUNDING * Arrays.stream(differences).map(Math::abs).sum();
  }

  /**
   * The probability that signs drawn at random give a sum at least as far from zero.
   *
   * @param differences one for each listener
   */
  static double p(double[] differences) {
    // Zero stays zero, whatever its sign.
    SignFlips flips = new SignFlips(Arrays.stream(differences).filter(d -> d != 0).toArray());
    if (flips.differences.length == 0) {
      return 1;
    }
    if (flips.differences.length <= COUNTED) {
      return flips.counted();
    }
    double bound = flips.bound();
    return bound < 1.0 / DRAWS ? bound : flips.drawn();
  }

  /**
   * Hoeffding's bound of the probability: above it for certain, so on the safe side, and far below
   * what draws can tell where models are far apart.
   */
  private double bound() {
    double squares = Arrays.stream(differences).map(d -> d * d).sum();
    return 2 * Math.exp(-reached * reached / (2 * squares));
  }

  /** Every pattern up to a change of all signs, in the order of a Gray code. */
  private double counted() {
    int patterns = 1 << (differences.length - 1);
    double[] signed = differences.clone();
    long far = 0;
    for (int pattern = 1; pattern <= patterns; pattern++) {
      if (Math.abs(Arrays.stream(signed).sum()) >= reached) {
        far++;
      }
      int flipped = Integer.numberOfTrailingZeros(pattern);
      signed[flipped] = -signed[flipped];
    }
    return (double) far / patterns;
  }

  /** Besag and Clifford (1991): draws until enough of them reach as far. */
  private double drawn() {
    long[] bits = Arrays.stream(differences).mapToLong(Double::doubleToRawLongBits).toArray();
    SplittableRandom random = new SplittableRandom(SEED);
    int far = 0;
    for (int draw = 1; draw <= DRAWS; draw++) {
      if (Math.abs(sum(bits, random)) >= reached && ++far == ENOUGH) {
        return (double) far / draw;
      }
    }
    return (far + 1.0) / (DRAWS + 1.0);
  }

  private static double sum(long[] bits, SplittableRandom random) {
    double sum = 0;
    long signs = 0;
    for (int i = 0; i < bits.length; i++) {
      signs = (i & 63) == 0 ? random.nextLong() : signs << 1;
      sum += Double.longBitsToDouble(bits[i] ^ (signs & Long.MIN_VALUE));
    }
    return sum;
  }
}
