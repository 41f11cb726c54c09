// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;

/**
 * In which batches an epoch goes through windows: a shuffle that depends on nothing but seed and
 * epoch. Windows of similar length share a batch, so that little of it is padding.
 */
public final class EpochOrder {
  /** So many batches are sorted by length together: enough to save padding, few enough to mix. */
  private static final int POOL = 32;

  private final int[] lengths;
  private final int batchSize;
  private final long seed;
  private int epoch = -1;
  private int[][] batches = {};

  /**
   * Orders windows.
   *
   * @param lengths of the windows
   */
  public EpochOrder(int[] lengths, int batchSize, long seed) {
    this.lengths = lengths.clone();
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /** The number of batches in every epoch; the last one may be smaller. */
  public int batches() {
    return (lengths.length + batchSize - 1) / batchSize;
  }

  /**
   * The windows of a batch.
   *
   * @param number of the batch, counted from 0
   */
  public synchronized int[] batch(int wantedEpoch, int number) {
    if (wantedEpoch != epoch) {
      batches = shuffled(wantedEpoch);
      epoch = wantedEpoch;
    }
    return batches[number].clone();
  }

  /** A generator of its own for every batch. */
  public static SplittableRandom random(long seed, int epoch, int number) {
    return new SplittableRandom(
        seed * 0x9E3779B97F4A7C15L + epoch * 0xBF58476D1CE4E5B9L + number * 0x94D049BB133111EBL);
  }

  private int[][] shuffled(int ofEpoch) {
    SplittableRandom random = random(seed, ofEpoch, -1);
    int[] order = new int[lengths.length];
    Arrays.setAll(order, i -> i);
    shuffle(order, random);
    int[][] result = new int[batches()][];
    int pool = POOL * batchSize;
    for (int from = 0; from < order.length; from += pool) {
      int to = Math.min(order.length, from + pool);
      int[] sorted =
          Arrays.stream(order, from, to)
              .boxed()
              .sorted(Comparator.comparingInt(window -> lengths[window]))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int i = 0; i < sorted.length; i += batchSize) {
        result[(from + i) / batchSize] =
            Arrays.copyOfRange(sorted, i, Math.min(sorted.length, i + batchSize));
      }
    }
    int[] places = new int[result.length];
    Arrays.setAll(places, i -> i);
    shuffle(places, random);
    return Arrays.stream(places).mapToObj(place -> result[place]).toArray(int[][]::new);
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
