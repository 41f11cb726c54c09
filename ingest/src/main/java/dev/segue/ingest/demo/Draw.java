// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.SplittableRandom;

/** Random choices. */
final class Draw {
  private Draw() {}

  /** An index, each as likely as its weight; -1 if all weights are zero. */
  static int index(double[] weights, SplittableRandom random) {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double left = random.nextDouble() * total;
    int last = -1;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  /** A number from the standard normal distribution. */
  static double normal(SplittableRandom random) {
    double sum = 0;
    // Irwin-Hall: twelve uniform numbers have variance 1.
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }
}
