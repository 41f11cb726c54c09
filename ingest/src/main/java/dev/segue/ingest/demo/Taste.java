// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.SplittableRandom;

/** How much somebody likes each style: a few of them, and not the same ones all year. */
final class Taste {
  private static final double FIRST = 0.55;
  private static final double SECOND = 0.25;
  private static final double THIRD = 0.12;
  private static final double REST = 0.08;
  private static final double DRIFTS = 0.6;

  private final double[] before;
  private final double[] after;

  private Taste(double[] before, double[] after) {
    this.before = before;
    this.after = after;
  }

  static Taste of(int styles, SplittableRandom random) {
    int[] favourites = {random.nextInt(styles), random.nextInt(styles), random.nextInt(styles)};
    double[] before = weights(styles, favourites);
    if (random.nextDouble() >= DRIFTS) {
      return new Taste(before, before);
    }
    // The second love becomes the first, and a new one comes.
    int[] later = {favourites[1], random.nextInt(styles), favourites[0]};
    return new Taste(before, weights(styles, later));
  }

  private static double[] weights(int styles, int[] favourites) {
    double[] weights = new double[styles];
    java.util.Arrays.fill(weights, REST / styles);
    weights[favourites[0]] += FIRST;
    weights[favourites[1]] += SECOND;
    weights[favourites[2]] += THIRD;
    return weights;
  }

  /** The weights of the styles; they sum to 1. */
  double[] at(double yearPassed) {
    double[] weights = new double[before.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (1 - yearPassed) * before[i] + yearPassed * after[i];
    }
    return weights;
  }
}
