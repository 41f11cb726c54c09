// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

/**
 * A block of rows. A row that a search may see is never written again: a change copies the chunk,
 * and only rows above {@code written}, which nobody has seen, are filled in place.
 */
final class Chunk {
  /** 256 rows of 200 values are 200 kB: cheap to copy, and a batch of queries finds it in cache. */
  static final int ROWS = 256;

  final float[] matrix;
  final String[] ids = new String[ROWS];
  final int[] ranks = new int[ROWS];

  /** What a product with the row is multiplied by. */
  final float[] factors = new float[ROWS];

  private int written;

  Chunk(int stride) {
    matrix = new float[ROWS * stride];
  }

  Chunk copy() {
    Chunk copy = new Chunk(matrix.length / ROWS);
    System.arraycopy(matrix, 0, copy.matrix, 0, matrix.length);
    System.arraycopy(ids, 0, copy.ids, 0, ROWS);
    System.arraycopy(ranks, 0, copy.ranks, 0, ROWS);
    System.arraycopy(factors, 0, copy.factors, 0, ROWS);
    copy.written = written;
    return copy;
  }

  /** Whether this row can be filled without a search noticing. */
  boolean unseen(int row) {
    return row >= written;
  }

  void set(int row, String id, int rank, float factor, float[] vector) {
    int stride = matrix.length / ROWS;
    System.arraycopy(vector, 0, matrix, row * stride, vector.length);
    ids[row] = id;
    ranks[row] = rank;
    factors[row] = factor;
    written = Math.max(written, row + 1);
  }

  /** Fills a row with one of another chunk. */
  void set(int row, Chunk from, int fromRow) {
    int stride = matrix.length / ROWS;
    System.arraycopy(from.matrix, fromRow * stride, matrix, row * stride, stride);
    ids[row] = from.ids[fromRow];
    ranks[row] = from.ranks[fromRow];
    factors[row] = from.factors[fromRow];
  }
}
