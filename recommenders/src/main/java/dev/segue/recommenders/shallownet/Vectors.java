// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import java.util.List;

/** Arithmetic of vectors. */
final class Vectors {
  private Vectors() {}

  /** The mean of vectors in this order, at least one. */
  static float[] mean(List<float[]> vectors) {
    double[] sum = new double[vectors.get(0).length];
    for (float[] vector : vectors) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / vectors.size());
    }
    return mean;
  }

  /** The sum; the vector itself if there is no shift. */
  static float[] sum(float[] vector, float[] shift) {
    if (shift == null) {
      return vector;
    }
    float[] sum = vector.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += shift[i];
    }
    return sum;
  }

  /** The difference of a row of a table and a vector. */
  static float[] difference(float[] table, int row, float[] vector) {
    float[] difference = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      difference[i] = table[row * vector.length + i] - vector[i];
    }
    return difference;
  }
}
