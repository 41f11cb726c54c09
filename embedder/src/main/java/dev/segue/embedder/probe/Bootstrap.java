// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Percentile intervals by resampling the examples of a test split (Efron 1979), and the draws of
 * what was learned from where there are several.
 */
final class Bootstrap {
  private static final int RESAMPLES = 1000;

  private final long seed;
  private final int[][] resamples;
  private final int[] once;

  /** Draws the resamples; every measure is taken of the same ones. */
  Bootstrap(int examples, long seed) {
    this.seed = seed;
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

  /**
   * The mean value of some draws and its 95 % interval; resamples in which it is not defined do not
   * count.
   */
  ProbeResult.Score score(List<Measure> draws) {
    List<Double> values =
        IntStream.range(0, RESAMPLES)
            .parallel()
            .mapToObj(i -> mean(some(draws, i), resamples[i]))
            .toList();
    return ProbeResult.Score.of(mean(draws, once), values);
  }

  private List<Measure> some(List<Measure> draws, int resample) {
    if (draws.size() == 1) {
      return draws;
    }
    SplittableRandom random = new SplittableRandom(seed + 1 + resample);
    return random.ints(draws.size(), 0, draws.size()).mapToObj(draws::get).toList();
  }

  private static double mean(List<Measure> draws, int[] weights) {
    return draws.stream().mapToDouble(draw -> draw.of(weights)).average().orElseThrow();
  }
}
