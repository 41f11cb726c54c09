// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import dev.segue.recommenders.sequence.Sequences;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Positive pointwise mutual information of tracks that are played together, symmetric and sparse.
 * Two plays that are {@code d} apart count 1/d; the counts of contexts are smoothed by the power
 * 0.75 (Levy, Goldberg and Dagan 2015).
 */
@SuppressWarnings("ArrayRecordComponent") // Rows of a matrix; never compared.
record CoPlayMatrix(int[][] columns, float[][] values) {
  private static final double SMOOTHING = 0.75;

  static CoPlayMatrix of(Sequences sequences, int items, int window) {
    long[] counted = new long[items];
    each(sequences, window, (a, b, weight) -> counted[a]++);
    int[][] columns = new int[items][];
    float[][] values = new float[items][];
    for (int i = 0; i < items; i++) {
      columns[i] = new int[Math.toIntExact(counted[i])];
      values[i] = new float[columns[i].length];
    }
    int[] used = new int[items];
    each(
        sequences,
        window,
        (a, b, weight) -> {
          columns[a][used[a]] = b;
          values[a][used[a]++] = weight;
        });
    IntStream.range(0, items).parallel().forEach(row -> merge(row, columns, values));
    return new CoPlayMatrix(columns, values).positiveInformation();
  }

  /** The product with a dense matrix of so many columns, row-major. */
  float[] times(float[] dense, int width) {
    float[] product = new float[columns.length * width];
    IntStream.range(0, columns.length)
        .parallel()
        .forEach(
            row -> {
              int to = row * width;
              for (int i = 0; i < columns[row].length; i++) {
                int from = columns[row][i] * width;
                float value = values[row][i];
                for (int j = 0; j < width; j++) {
                  product[to + j] += value * dense[from + j];
                }
              }
            });
    return product;
  }

  private interface Pair {
    void found(int a, int b, float weight);
  }

  private static void each(Sequences sequences, int window, Pair pair) {
    for (int s = 0; s < sequences.size(); s++) {
      int[] items = sequences.get(s).items();
      for (int i = 0; i < items.length; i++) {
        for (int j = i + 1; j <= i + window && j < items.length; j++) {
          if (items[i] != items[j]) {
            float weight = 1f / (j - i);
            pair.found(items[i], items[j], weight);
            pair.found(items[j], items[i], weight);
          }
        }
      }
    }
  }

  /** Sorts a row and sums what stands twice. */
  private static void merge(int row, int[][] columns, float[][] values) {
    int[] column = columns[row];
    Integer[] order = IntStream.range(0, column.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, (a, b) -> Integer.compare(column[a], column[b]));
    int[] merged = new int[column.length];
    float[] sums = new float[column.length];
    int size = 0;
    for (int i : order) {
      if (size == 0 || merged[size - 1] != column[i]) {
        merged[size++] = column[i];
      }
      sums[size - 1] += values[row][i];
    }
    columns[row] = Arrays.copyOf(merged, size);
    values[row] = Arrays.copyOf(sums, size);
  }

  private CoPlayMatrix positiveInformation() {
    double[] total = new double[columns.length];
    double smoothed = 0;
    for (int i = 0; i < total.length; i++) {
      for (float value : values[i]) {
        total[i] += value;
      }
      smoothed += Math.pow(total[i], SMOOTHING);
    }
    for (int i = 0; i < total.length; i++) {
      for (int j = 0; j < values[i].length; j++) {
        double context = Math.pow(total[columns[i][j]], SMOOTHING) / smoothed;
        values[i][j] = (float) Math.max(0, Math.log(values[i][j] / (total[i] * context)));
      }
    }
    return this;
  }
}
