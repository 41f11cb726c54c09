// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/**
 * Wilson's 95 % score interval of a share (E. B. Wilson, 1927). Unlike mean ± half width it stays
 * within 0 and 1 and has a width where all or none were hits.
 */
public record Wilson(double low, double high) {
  /** The 0.975 quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * The interval of a share.
   *
   * @param share the mean of the observations, 0 to 1; they need not be 0 or 1 themselves, then the
   *     interval is on the safe side
   * @param count the number of observations; the interval of none is 0 to 1
   */
  public static Wilson of(double share, long count) {
    if (count == 0) {
      return new Wilson(0, 1);
    }
    double z2 = Z * Z / count;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / count + z2 / (4 * count));
    return new Wilson(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
