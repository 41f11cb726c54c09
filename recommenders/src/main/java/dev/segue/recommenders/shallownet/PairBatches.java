// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.sequence.EpochOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Shuffles the pairs of an epoch and draws their negatives; the same for a seed and an epoch. */
final class PairBatches {
  private final Pairs pairs;
  private final boolean drawsListeners;
  private final int negatives;
  private final int range;
  private final int size;
  private final long seed;
  private final int[] order;
  private int orderedEpoch = -1;

  /**
   * Batches.
   *
   * @param range rows from the first on that negatives are drawn from
   * @param size positive pairs in a batch; the last one of an epoch may have fewer
   */
  PairBatches(Pairs pairs, TowerLoss loss, int range, int size, long seed) {
    this.pairs = pairs;
    this.drawsListeners = loss.side() == Negatives.LISTENERS;
    this.negatives = loss.negatives();
    this.range = range;
    this.size = size;
    this.seed = seed;
    this.order = new int[pairs.size()];
  }

  /** Batches in an epoch. */
  int count() {
    return (pairs.size() + size - 1) / size;
  }

  PairBatch batch(int epoch, int step) {
    shuffle(epoch);
    SplittableRandom random = EpochOrder.random(seed, epoch, step);
    int from = step * size;
    int[] anchors = new int[Math.min(size, order.length - from)];
    int[] others = new int[anchors.length * (negatives + 1)];
    float[] weights = new float[anchors.length];
    int at = 0;
    for (int i = 0; i < anchors.length; i++) {
      int pair = order[from + i];
      anchors[i] = drawsListeners ? pairs.tracks()[pair] : pairs.listeners()[pair];
      others[at++] = drawsListeners ? pairs.listeners()[pair] : pairs.tracks()[pair];
      for (int j = 0; j < negatives; j++) {
        others[at++] = random.nextInt(range);
      }
      weights[i] = pairs.weights()[pair];
    }
    return new PairBatch(anchors, others, weights);
  }

  private void shuffle(int epoch) {
    if (epoch == orderedEpoch) {
      return;
    }
    Arrays.setAll(order, i -> i);
    SplittableRandom random = EpochOrder.random(seed, epoch, -1);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int pair = order[i];
      order[i] = order[j];
      order[j] = pair;
    }
    orderedEpoch = epoch;
  }
}
