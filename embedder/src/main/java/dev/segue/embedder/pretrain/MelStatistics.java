// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import java.util.Arrays;

/** Means and deviations of mel spectra, over all values and of each bin. */
final class MelStatistics {
  /** What silence alone, which has none, is divided by; in dB. */
  private static final double LEAST_DEVIATION = 1e-3;

  private final double[] sums;
  private final double[] squares;
  private long frames;

  MelStatistics(int bins) {
    sums = new double[bins];
    squares = new double[bins];
  }

  /** Counts one value of the current frame. */
  void add(int bin, float value) {
    sums[bin] += value;
    squares[bin] += (double) value * value;
  }

  /** Counts what was summed up before. */
  void add(int bin, double sum, double square) {
    sums[bin] += sum;
    squares[bin] += square;
  }

  void addFrames(long count) {
    frames += count;
  }

  double sum(int bin) {
    return sums[bin];
  }

  double square(int bin) {
    return squares[bin];
  }

  double mean() {
    return Arrays.stream(sums).sum() / ((double) frames * sums.length);
  }

  double deviation() {
    double square = Arrays.stream(squares).sum() / ((double) frames * sums.length);
    return deviation(mean(), square);
  }

  double mean(int bin) {
    return sums[bin] / frames;
  }

  double deviation(int bin) {
    return deviation(mean(bin), squares[bin] / frames);
  }

  private static double deviation(double mean, double square) {
    return Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, square - mean * mean)));
  }
}
