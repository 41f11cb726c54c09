// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/** A 95 % interval; its ends are NaN if it is not known. */
public record Interval(double low, double high) {
  /** The 0.975 quantile of the standard normal distribution. */
  private static final double Z = 1.959963984540054;

  /**
   * Wilson's score interval of a share (E. B. Wilson, 1927). Unlike mean ± half width it stays
   * within 0 and 1 and has a width where all or none were hits.
   *
   * @param share the mean of the observations, 0 to 1; they need not be 0 or 1 themselves, then the
   *     interval is on the safe side
   * @param count the number of observations; the interval of none is 0 to 1
   */
  public static Interval wilson(double share, long count) {
    if (count == 0) {
      return new Interval(0, 1);
    }
    double z2 = Z * Z / count;
    double centre = (share + z2 / 2) / (1 + z2);
    double half = Z / (1 + z2) * Math.sqrt(share * (1 - share) / count + z2 / (4 * count));
    return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
