// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

/**
 * The k best of a stream of scored items. A binary heap with the worst on top, so that most
 * candidates cost one comparison. Not thread-safe.
 */
public final class TopK {
  private final TieBreak ties;
  private final float[] scores;
  private final int[] items;
  private int size;

  /** Which of two items with equal scores stands first. */
  @FunctionalInterface
  public interface TieBreak {
    /** The lower number. */
    TieBreak LOWER = Integer::compare;

    /** Negative if {@code a} stands before {@code b}. */
    int compare(int a, int b);
  }

  /** The items that were kept and their scores, best first. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Best(int[] items, float[] scores) {}

  /** Holds at most {@code k} items. */
  public TopK(int k, TieBreak ties) {
    this.ties = ties;
    this.scores = new float[k];
    this.items = new int[k];
  }

  /** Whether an offer would be taken; ask before anything costly, such as a filter. */
  public boolean admits(int item, float score) {
    return size < scores.length || (size > 0 && better(item, score, items[0], scores[0]));
  }

  /** Takes the item if it is among the best so far. The score must not be NaN. */
  public void offer(int item, float score) {
    if (size < scores.length) {
      rise(size++, item, score);
    } else if (admits(item, score)) {
      sink(item, score, size);
    }
  }

  /** Takes all items out. */
  public Best drain() {
    Best best = new Best(new int[size], new float[size]);
    while (size > 0) {
      size--;
      best.items[size] = items[0];
      best.scores[size] = scores[0];
      sink(items[size], scores[size], size);
    }
    return best;
  }

  private boolean better(int item, float score, int thanItem, float thanScore) {
    return score > thanScore || (score == thanScore && ties.compare(item, thanItem) < 0);
  }

  private void rise(int hole, int item, float score) {
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!better(items[parent], scores[parent], item, score)) {
        break;
      }
      place(hole, items[parent], scores[parent]);
      hole = parent;
    }
    place(hole, item, score);
  }

  private void sink(int item, float score, int length) {
    int hole = 0;
    for (int child = 1; child < length; child = 2 * hole + 1) {
      if (child + 1 < length
          && better(items[child], scores[child], items[child + 1], scores[child + 1])) {
        child++;
      }
      if (!better(item, score, items[child], scores[child])) {
        break;
      }
      place(hole, items[child], scores[child]);
      hole = child;
    }
    place(hole, item, score);
  }

  private void place(int at, int item, float score) {
    items[at] = item;
    scores[at] = score;
  }
}
