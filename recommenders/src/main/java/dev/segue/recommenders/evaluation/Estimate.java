// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean with its 95 % interval by Student's t.
 *
 * @param halfWidth from the mean to each end of the interval; NaN with fewer than two values
 * @param count the number of values; of listeners where one can have several values
 */
public record Estimate(double mean, double halfWidth, int count) {
  /** The probability above a 95 % interval. */
  private static final double TAIL = 0.025;

  /** Estimates from these values; the mean of none is NaN. */
  public static Estimate of(double... values) {
    int n = values.length;
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / n;
    if (n < 2) {
      return new Estimate(mean, Double.NaN, n);
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double standardError = Math.sqrt(squares / (n - 1) / n);
    return new Estimate(mean, standardError * quantile(n - 1), n);
  }

  /**
   * Estimates from values of which some come from the same listener and may be alike: the interval
   * takes each listener for one observation (the linearised variance of a ratio, with clusters). It
   * equals {@link #of} where every listener has one value.
   *
   * @param clusters of each value; those of one cluster stand together
   */
  static Estimate clustered(double[] values, List<String> clusters) {
    double mean = of(values).mean();
    double squares = 0;
    double sum = 0;
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] - mean;
      if (i + 1 == values.length || !clusters.get(i).equals(clusters.get(i + 1))) {
        squares += sum * sum;
        sum = 0;
        count++;
      }
    }
    if (count < 2) {
      return new Estimate(mean, Double.NaN, count);
    }
    double standardError = Math.sqrt(squares * count / (count - 1)) / values.length;
    return new Estimate(mean, standardError * quantile(count - 1), count);
  }

  /** The lower end of the interval. */
  public double low() {
    return mean - halfWidth;
  }

  /** The upper end of the interval. */
  public double high() {
    return mean + halfWidth;
  }

  /** The library's inverse stops at 1e-9; Newton's method doubles the digits with every step. */
  private static double quantile(int degrees) {
    TDistribution t = TDistribution.of(degrees);
    double x = t.inverseSurvivalProbability(TAIL);
    for (int step = 0; step < 3; step++) {
      x += (t.survivalProbability(x) - TAIL) / t.density(x);
    }
    return x;
  }
}
