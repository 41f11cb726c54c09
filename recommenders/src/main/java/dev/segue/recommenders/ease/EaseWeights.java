// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.index.TopK;
import dev.segue.recommenders.itemitem.SimilarityRows;
import java.util.Arrays;
import java.util.List;

/**
 * Solves for the weights: with G = XᵀX + λI and P = G⁻¹, B(i, j) = −P(i, j) / P(j, j) and zero on
 * the diagonal. Needs four matrices of tracks × tracks floats while it solves.
 */
final class EaseWeights implements AutoCloseable {
  /** Entries that are added to the Gram matrix at a time: 48 MiB. */
  private static final int CHUNK = 4 << 20;

  /** Rows of the weights that are copied into the heap at a time. */
  private static final int ROWS = 256;

  private static final String METHODS =
      """
      def add(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.index_add_(x[0], 0, x[1], x[2])]
      def solve(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        size = torch.size(x[1], 0)
        gram = torch.view(x[0], [size, size])
        diagonal = torch.add_(torch.diagonal(gram), x[1])
        inverse = torch.cholesky_inverse(torch.linalg_cholesky(gram))
        weights = torch.div(inverse, torch.neg(torch.diagonal(inverse)))
        return [torch.fill_diagonal_(weights, 0.), diagonal]
      """;

  private final int tracks;
  private final Network solver = Network.builder(0).methods(METHODS).build();
  private final NDManager scope = Torch.scope();
  private final NDArray gram;
  private final long[] entries = new long[CHUNK];
  private final float[] values = new float[CHUNK];
  private int filled;

  EaseWeights(int tracks) {
    this.tracks = tracks;
    this.gram = scope.zeros(new Shape((long) tracks * tracks));
  }

  /**
   * Adds one listener.
   *
   * @param heard indexes of tracks, each once
   * @param weights of the plays in the listener's row of X
   */
  void add(int[] heard, float[] weights) {
    for (int i = 0; i < heard.length; i++) {
      for (int j = 0; j < heard.length; j++) {
        if (filled == CHUNK) {
          flush();
        }
        entries[filled] = (long) heard[i] * tracks + heard[j];
        values[filled++] = weights[i] * weights[j];
      }
    }
  }

  /**
   * The weights.
   *
   * @param penalties added to the diagonal; above 0
   * @param neighbours how many weights of each track to keep, the largest in absolute value; 0: all
   */
  SimilarityRows solve(float[] penalties, int neighbours, TrainingListener listener)
      throws InterruptedException {
    flush();
    int[][] columns = new int[tracks][];
    float[][] kept = new float[tracks][];
    try (NDManager solution = Torch.scope()) {
      NDArray penalty = solution.create(penalties);
      NDArray weights = solver.call(solution, "solve", gram, penalty).get(0);
      for (int from = 0; from < tracks; from += ROWS) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the training of ease was interrupted");
        }
        int to = Math.min(tracks, from + ROWS);
        try (NDArray block = weights.get(new NDIndex("{}:{}", from, to))) {
          keep(block.toFloatArray(), from, to, neighbours, columns, kept);
        }
        listener.progress("weights", to, tracks);
      }
    }
    return new SimilarityRows(columns, kept);
  }

  @Override
  public void close() {
    scope.close();
    solver.close();
  }

  private void keep(
      float[] block, int from, int to, int neighbours, int[][] columns, float[][] kept) {
    for (int row = from; row < to; row++) {
      float[] all = Arrays.copyOfRange(block, (row - from) * tracks, (row - from + 1) * tracks);
      int[] best = largest(all, neighbours == 0 ? tracks : Math.min(neighbours, tracks));
      columns[row] = best;
      kept[row] = new float[best.length];
      for (int i = 0; i < best.length; i++) {
        kept[row][i] = all[best[i]];
      }
    }
  }

  private static int[] largest(float[] all, int count) {
    TopK top = new TopK(count, TopK.TieBreak.LOWER);
    for (int i = 0; i < all.length; i++) {
      if (all[i] != 0) {
        top.offer(i, Math.abs(all[i]));
      }
    }
    int[] items = top.drain().items();
    Arrays.sort(items);
    return items;
  }

  private void flush() {
    if (filled == 0) {
      return;
    }
    try (NDManager chunk = Torch.scope()) {
      NDArray where = chunk.create(Arrays.copyOf(entries, filled));
      NDArray what = chunk.create(Arrays.copyOf(values, filled));
      solver.call(chunk, "add", List.of(gram, where, what));
    }
    filled = 0;
  }
}
