// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.Arrays;
import java.util.Comparator;

/** The examples in the order of one tag's score, so that many resamples are measured quickly. */
final class RankedLabel {
  private final int[] order;
  private final boolean[] lastOfTie;
  private final boolean[] positive;

  /**
   * Sorts the examples.
   *
   * @param scores {@code [examples]}
   * @param positive whether an example has the tag
   */
  RankedLabel(float[] scores, boolean[] positive) {
    this.positive = positive.clone();
    Integer[] sorted = new Integer[scores.length];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(sorted, Comparator.comparingDouble(i -> -scores[i]));
    order = Arrays.stream(sorted).mapToInt(i -> i).toArray();
    lastOfTie = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      lastOfTie[i] = i + 1 == order.length || scores[order[i]] != scores[order[i + 1]];
    }
  }

  /** Whether there are examples with and without the tag. */
  boolean defined(int[] weights) {
    double with = 0;
    double all = 0;
    for (int i = 0; i < order.length; i++) {
      all += weights[i];
      with += positive[i] ? weights[i] : 0;
    }
    return with > 0 && with < all;
  }

  /**
   * The probability that an example with the tag scores higher than one without; half of it if they
   * are equal (the area under the ROC curve by trapezoids).
   */
  double rocAuc(int[] weights) {
    double above = 0;
    double without = 0;
    double area = 0;
    double tiedWith = 0;
    double tiedWithout = 0;
    for (int i = 0; i < order.length; i++) {
      int weight = weights[order[i]];
      if (positive[order[i]]) {
        tiedWith += weight;
      } else {
        tiedWithout += weight;
      }
      if (lastOfTie[i]) {
        area += tiedWithout * (above + tiedWith / 2);
        above += tiedWith;
        without += tiedWithout;
        tiedWith = 0;
        tiedWithout = 0;
      }
    }
    return area / (above * without);
  }

  /**
   * The mean of the precision at every threshold, weighted by the recall it adds; equal scores
   * share a threshold.
   */
  double averagePrecision(int[] weights) {
    double with = 0;
    double all = 0;
    double sum = 0;
    double tiedWith = 0;
    for (int i = 0; i < order.length; i++) {
      int weight = weights[order[i]];
      all += weight;
      tiedWith += positive[order[i]] ? weight : 0;
      if (lastOfTie[i] && tiedWith > 0) {
        with += tiedWith;
        sum += tiedWith * with / all;
        tiedWith = 0;
      }
    }
    return sum / with;
  }
}
