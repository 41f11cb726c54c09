// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;

/**
 * Positive pairs and the rows that were drawn against them, as the loss takes them: each distinct
 * row once, the pairs as places among those.
 *
 * @param anchors the row of each positive's side that stays, [P]
 * @param others row by row the positive's other side, then its negatives, [P * (1 + N)]
 * @param weights of the positives; what a violated pair counts for, [P]
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PairBatch(int[] anchors, int[] others, float[] weights) {
  /**
   * The inputs of the loss.
   *
   * @param anchorRows rows in the table of the side that stays
   * @param otherRows rows in the other table
   */
  List<NDArray> inputs(NDManager scope, int anchorRows, int otherRows) {
    Distinct fixed = Distinct.of(anchors, anchorRows);
    Distinct drawn = Distinct.of(others, otherRows);
    int columns = others.length / anchors.length;
    float[] shares = new float[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (weights[i] / ((double) anchors.length * (columns - 1)));
    }
    return List.of(
        scope.create(fixed.rows),
        scope.create(drawn.rows),
        scope.create(fixed.places),
        scope.create(drawn.places),
        scope.create(drawn.order()),
        scope.create(drawn.starts),
        scope.create(shares));
  }

  /**
   * The distinct rows in ascending order.
   *
   * @param places of each entry among them
   * @param starts of each row's entries in {@link #order}
   */
  private record Distinct(int[] rows, int[] places, int[] starts) {
    static Distinct of(int[] entries, int size) {
      int[] counts = new int[size];
      for (int row : entries) {
        counts[row]++;
      }
      int[] rows = new int[Math.min(size, entries.length)];
      int[] starts = new int[rows.length];
      int[] placeOf = new int[size];
      int found = 0;
      int start = 0;
      for (int row = 0; row < size; row++) {
        if (counts[row] > 0) {
          placeOf[row] = found;
          rows[found] = row;
          starts[found++] = start;
          start += counts[row];
        }
      }
      int[] places = new int[entries.length];
      for (int i = 0; i < entries.length; i++) {
        places[i] = placeOf[entries[i]];
      }
      return new Distinct(Arrays.copyOf(rows, found), places, Arrays.copyOf(starts, found));
    }

    /** The entries sorted by row, equal rows by place: the transposed pairs. */
    int[] order() {
      int[] next = starts.clone();
      int[] order = new int[places.length];
      for (int i = 0; i < places.length; i++) {
        order[next[places[i]]++] = i;
      }
      return order;
    }
  }
}
