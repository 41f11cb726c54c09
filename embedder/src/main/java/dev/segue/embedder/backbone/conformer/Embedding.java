// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/**
 * What becomes of a network's results over time.
 *
 * @param layer whose results are taken; 0 is the input of the first block
 * @param pooling over time
 */
public record Embedding(int layer, Pooling pooling) {
  /** How positions become one vector. */
  public enum Pooling {
    /** The mean over time, {@code [D]}. */
    MEAN,
    /** The mean, then the deviation over time, {@code [2 D]}: how much it moves, too. */
    MEAN_DEVIATION
  }

  /** Values of an embedding, of so many of a position. */
  int dimension(int position) {
    return pooling == Pooling.MEAN ? position : 2 * position;
  }

  /**
   * Writes it.
   *
   * @param x {@code [B, T, D]}
   */
  String of(Body body, String x) {
    String mean = body.let("torch.mean(%s, [1])", x);
    return pooling == Pooling.MEAN
        ? mean
        : body.let("torch.cat([%s, torch.std(%s, [1], False)], 1)", mean, x);
  }
}
