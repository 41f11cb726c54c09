// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Collection;

/**
 * Means and standard deviations of the dimensions of vectors.
 *
 * @param deviation 0 where a dimension is constant
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Moments(double[] mean, double[] deviation) {
  /** A deviation below this share of the mean is rounding of a constant. */
  private static final double CONSTANT = 1e-6;

  /** Nor is a deviation as small as this one anything but rounding, whatever the mean. */
  private static final double SMALLEST = 1e-12;

  static Moments of(int dimension, Collection<float[]> vectors) {
    double[] mean = new double[dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    double[] deviation = new double[dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        double from = vector[i] - mean[i];
        deviation[i] += from * from / vectors.size();
      }
    }
    for (int i = 0; i < dimension; i++) {
      double root = Math.sqrt(deviation[i]);
      deviation[i] = root > Math.max(SMALLEST, CONSTANT * Math.abs(mean[i])) ? root : 0;
    }
    return new Moments(mean, deviation);
  }

  /** The participation ratio of the variances; as many as there are if all are constant. */
  double participation() {
    double sum = 0;
    double squares = 0;
    for (double value : deviation) {
      double variance = value * value;
      sum += variance;
      squares += variance * variance;
    }
    return squares > 0 ? sum * sum / squares : deviation.length;
  }
}
