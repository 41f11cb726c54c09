// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import dev.segue.recommenders.sequence.EpochOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;

/**
 * In which batches an epoch goes through windows: all of about as many targets, so that every play
 * counts alike, and of similar windows, so that little of a batch is padding. Depends on nothing
 * but seed and epoch.
 */
final class EvenBatches {
  /** Windows that are sorted by length together. */
  private static final int POOL = 4096;

  private final int[] targets;
  private final long seed;
  private final long total;
  private final int batches;
  private int epoch = -1;
  private int[][] current = {};

  /**
   * Orders windows.
   *
   * @param targets in each window
   * @param size targets in a batch, about
   */
  EvenBatches(int[] targets, int size, long seed) {
    this.targets = targets.clone();
    this.seed = seed;
    this.total = Arrays.stream(targets).asLongStream().sum();
    // No batch can be left empty if it has room for the longest window.
    int room = Math.max(size, Arrays.stream(targets).max().orElse(1));
    this.batches = total == 0 ? 0 : (int) Math.max(1, total / room);
  }

  /** The number of batches in every epoch. */
  int batches() {
    return batches;
  }

  /** The windows of a batch. */
  synchronized int[] batch(int wantedEpoch, int number) {
    if (wantedEpoch != epoch) {
      current = cut(wantedEpoch);
      epoch = wantedEpoch;
    }
    return current[number];
  }

  private int[][] cut(int ofEpoch) {
    SplittableRandom random = EpochOrder.random(seed, ofEpoch, -1);
    int[] order = shuffled(targets.length, random);
    for (int from = 0; from < order.length; from += POOL) {
      sort(order, from, Math.min(order.length, from + POOL));
    }
    int[] sizes = new int[batches];
    int[] batchOf = new int[order.length];
    long before = 0;
    for (int i = 0; i < order.length; i++) {
      // Where the middle of the window lies decides.
      long middle = 2 * before + targets[order[i]];
      batchOf[i] = (int) (middle * batches / (2 * total));
      sizes[batchOf[i]]++;
      before += targets[order[i]];
    }
    int[] places = shuffled(batches, random);
    int[][] cut = new int[batches][];
    int from = 0;
    for (int batch = 0; batch < batches; batch++) {
      cut[places[batch]] = Arrays.copyOfRange(order, from, from + sizes[batch]);
      from += sizes[batch];
    }
    return cut;
  }

  private void sort(int[] order, int from, int to) {
    int[] sorted =
        Arrays.stream(order, from, to)
            .boxed()
            .sorted(Comparator.comparingInt(window -> targets[window]))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }

  private static int[] shuffled(int size, SplittableRandom random) {
    int[] values = new int[size];
    Arrays.setAll(values, i -> i);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return values;
  }
}
