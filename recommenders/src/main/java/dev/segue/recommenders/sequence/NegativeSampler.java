// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws items to tell the right ones from, with repeats. Thread-safe.
 *
 * <p>Alias tables (Walker 1977, in the form of Vose 1991): one draw takes constant time whatever
 * the distribution.
 */
public final class NegativeSampler {
  private final double[] threshold;
  private final int[] alias;
  private final float[] logProbability;

  private NegativeSampler(double[] probability) {
    int n = probability.length;
    this.threshold = new double[n];
    this.alias = new int[n];
    this.logProbability = new float[n];
    for (int i = 0; i < n; i++) {
      logProbability[i] = (float) Math.log(probability[i]);
    }
    fill(probability);
  }

  /** Every item alike. */
  public static NegativeSampler uniform(int items) {
    double[] probability = new double[items];
    Arrays.fill(probability, 1.0 / items);
    return new NegativeSampler(probability);
  }

  /**
   * In proportion to a power of the number of plays.
   *
   * @param counts by item
   * @param alpha 0 for every item alike, 1 for plays; 0.75 is word2vec's
   */
  public static NegativeSampler popularity(long[] counts, double alpha) {
    double[] probability =
        Arrays.stream(counts)
            .mapToDouble(count -> Math.pow((double) Math.max(1, count), alpha))
            .toArray();
    double sum = Arrays.stream(probability).sum();
    for (int i = 0; i < probability.length; i++) {
      probability[i] /= sum;
    }
    return new NegativeSampler(probability);
  }

  /** One item. */
  public int draw(SplittableRandom random) {
    int place = random.nextInt(threshold.length);
    return random.nextDouble() < threshold[place] ? place : alias[place];
  }

  /** The logarithm of the probability that a draw gives this item. */
  public float logProbability(int item) {
    return logProbability[item];
  }

  private void fill(double[] probability) {
    int n = probability.length;
    double[] scaled = Arrays.stream(probability).map(p -> p * n).toArray();
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      if (scaled[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int less = small[--smalls];
      int more = large[--larges];
      threshold[less] = scaled[less];
      alias[less] = more;
      scaled[more] -= 1 - scaled[less];
      if (scaled[more] < 1) {
        small[smalls++] = more;
      } else {
        large[larges++] = more;
      }
    }
    for (int i = 0; i < smalls; i++) {
      threshold[small[i]] = 1;
    }
    for (int i = 0; i < larges; i++) {
      threshold[large[i]] = 1;
    }
  }
}
