// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Arrays;
import java.util.Collection;

/**
 * Moves every dimension of a vector to mean 0 and standard deviation 1.
 *
 * @param centre subtracted from each dimension
 * @param scale that the difference is divided by
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Standardiser(float[] centre, float[] scale) {
  /** A deviation below this share of the mean is rounding of a constant. */
  private static final double CONSTANT = 1e-6;

  /** Nor is a deviation as small as this one anything but rounding, whatever the mean. */
  private static final double SMALLEST = 1e-12;

  /** Leaves vectors as they are. */
  public static Standardiser identity(int dimension) {
    float[] ones = new float[dimension];
    Arrays.fill(ones, 1);
    return new Standardiser(new float[dimension], ones);
  }

  /**
   * Fits to these vectors; their order decides the last bits.
   *
   * @param vectors with finite values
   */
  public static Standardiser fit(int dimension, Collection<float[]> vectors) {
    double[] mean = new double[dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    double[] variance = new double[dimension];
    for (float[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        double deviation = vector[i] - mean[i];
        variance[i] += deviation * deviation / vectors.size();
      }
    }
    Standardiser fitted = identity(dimension);
    for (int i = 0; i < dimension; i++) {
      fitted.centre[i] = (float) mean[i];
      double deviation = Math.sqrt(variance[i]);
      if (deviation > Math.max(SMALLEST, CONSTANT * Math.abs(mean[i]))) {
        fitted.scale[i] = (float) deviation;
      }
    }
    return fitted;
  }

  /** The values in each vector. */
  public int dimension() {
    return centre.length;
  }

  /** A copy of a vector, moved and scaled. */
  public float[] apply(float[] vector) {
    float[] out = new float[vector.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (vector[i] - centre[i]) / scale[i];
    }
    return out;
  }
}
