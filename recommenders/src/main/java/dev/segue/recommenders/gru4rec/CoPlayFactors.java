// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import java.util.SplittableRandom;

/**
 * The leading factors of a symmetric matrix by subspace iteration from a random start (Halko,
 * Martinsson and Tropp 2011): tracks played together get like vectors.
 */
final class CoPlayFactors {
  private static final int SPARE = 20;
  private static final int ROUNDS = 8;

  private CoPlayFactors() {}

  /**
   * Vectors of length 1 by item, row-major; zero for an item that is never played with another.
   *
   * @param width values in each
   */
  static float[] of(CoPlayMatrix matrix, int width, long seed) {
    int items = matrix.columns().length;
    int columns = Math.min(items, width + SPARE);
    float[] basis = new float[items * columns];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < basis.length; i++) {
      basis[i] = (float) random.nextGaussian();
    }
    orthonormalise(basis, columns);
    double[] strength = new double[columns];
    for (int round = 0; round < ROUNDS; round++) {
      basis = matrix.times(basis, columns);
      strength = orthonormalise(basis, columns);
    }
    // Iterated alone the columns turn towards the factors in order of strength, strongest first.
    float[] factors = new float[items * width];
    for (int i = 0; i < items; i++) {
      double squares = 0;
      for (int j = 0; j < Math.min(width, columns); j++) {
        double value = basis[i * columns + j] * Math.sqrt(strength[j]);
        factors[i * width + j] = (float) value;
        squares += value * value;
      }
      float length = (float) Math.sqrt(squares);
      for (int j = 0; length > 1e-6 && j < width; j++) {
        factors[i * width + j] /= length;
      }
    }
    return factors;
  }

  /**
   * Gram and Schmidt, column by column, twice over for accuracy.
   *
   * @return the length that each column had left
   */
  private static double[] orthonormalise(float[] matrix, int columns) {
    float[][] column = new float[columns][matrix.length / columns];
    for (int i = 0; i < matrix.length; i++) {
      column[i % columns][i / columns] = matrix[i];
    }
    double[] lengths = new double[columns];
    for (int j = 0; j < columns; j++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < j; k++) {
          float share = (float) dot(column[j], column[k]);
          for (int i = 0; i < column[j].length; i++) {
            column[j][i] -= share * column[k][i];
          }
        }
      }
      lengths[j] = Math.sqrt(dot(column[j], column[j]));
      // A column that lay in the others is rounding: it would be blown up to noise.
      float factor = lengths[j] < 1e-6 ? 0 : (float) (1 / lengths[j]);
      for (int i = 0; i < column[j].length; i++) {
        column[j][i] *= factor;
      }
    }
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = column[i % columns][i / columns];
    }
    return lengths;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
