// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import java.util.SplittableRandom;

/**
 * The leading factors of a symmetric matrix by subspace iteration from a random start (Halko,
 * Martinsson and Tropp 2011), turned to the eigenvectors within: tracks played together get like
 * vectors.
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
    for (int round = 0; round < ROUNDS; round++) {
      basis = matrix.times(basis, columns);
      orthonormalise(basis, columns);
    }
    return units(rotated(basis, matrix.times(basis, columns), columns, width), width);
  }

  /** The leading eigenvectors within a subspace, times the roots of their absolute values. */
  private static float[] rotated(float[] basis, float[] image, int columns, int width) {
    int items = basis.length / columns;
    double[][] inner = new double[columns][columns];
    for (int i = 0; i < items; i++) {
      for (int j = 0; j < columns; j++) {
        double value = basis[i * columns + j];
        for (int k = 0; k < columns; k++) {
          inner[j][k] += value * image[i * columns + k];
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      for (int k = 0; k < j; k++) {
        inner[j][k] = inner[k][j] = (inner[j][k] + inner[k][j]) / 2;
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(inner);
    float[] factors = new float[items * width];
    for (int i = 0; i < items; i++) {
      for (int k = 0; k < Math.min(width, columns); k++) {
        double sum = 0;
        for (int j = 0; j < columns; j++) {
          sum += basis[i * columns + j] * eigen.vectors()[j][k];
        }
        factors[i * width + k] = (float) (sum * Math.sqrt(Math.abs(eigen.values()[k])));
      }
    }
    return factors;
  }

  private static float[] units(float[] factors, int width) {
    for (int from = 0; from < factors.length; from += width) {
      double squares = 0;
      for (int j = 0; j < width; j++) {
        squares += (double) factors[from + j] * factors[from + j];
      }
      // What is left of an item without pairs is rounding.
      double length = squares > 1e-12 ? Math.sqrt(squares) : Double.POSITIVE_INFINITY;
      for (int j = 0; j < width; j++) {
        factors[from + j] = (float) (factors[from + j] / length);
      }
    }
    return factors;
  }

  /** Gram and Schmidt, column by column, twice over for accuracy. */
  private static void orthonormalise(float[] matrix, int columns) {
    float[][] column = new float[columns][matrix.length / columns];
    for (int i = 0; i < matrix.length; i++) {
      column[i % columns][i / columns] = matrix[i];
    }
    for (int j = 0; j < columns; j++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < j; k++) {
          float share = (float) dot(column[j], column[k]);
          for (int i = 0; i < column[j].length; i++) {
            column[j][i] -= share * column[k][i];
          }
        }
      }
      double length = Math.sqrt(dot(column[j], column[j]));
      // A column that lay in the others is rounding: it would be blown up to noise.
      float factor = length < 1e-6 ? 0 : (float) (1 / length);
      for (int i = 0; i < column[j].length; i++) {
        column[j][i] *= factor;
      }
    }
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = column[i % columns][i / columns];
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
