// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Percentile intervals by resampling the examples of a test split (Efron 1979). */
final class Bootstrap {
  private static final int RESAMPLES = 1000;
  private static final double TAIL = 0.025;

  private final int[][] resamples;
  private final int[] once;

  /** Draws the resamples; every measure is taken of the same ones. */
  Bootstrap(int examples, long seed) {
    once = new int[examples];
    Arrays.fill(once, 1);
    resamples = new int[RESAMPLES][examples];
    SplittableRandom random = new SplittableRandom(seed);
    for (int[] weights : resamples) {
      for (int i = 0; i < examples; i++) {
        weights[random.nextInt(examples)]++;
      }
    }
  }

  /** The value and its 95 % interval; resamples in which it is not defined do not count. */
  ProbeResult.Score score(Measure measure) {
    double[] values =
        IntStream.range(0, RESAMPLES)
            .parallel()
            .mapToDouble(i -> measure.of(resamples[i]))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return new ProbeResult.Score(
        measure.of(once), quantile(values, TAIL), quantile(values, 1 - TAIL));
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
