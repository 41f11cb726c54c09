// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

/** The statistic that makes one vector of a track's frames. */
final class MeanCovariance {
  private MeanCovariance() {}

  /** How many values the statistic of so many coefficients has. */
  static int dimension(int coefficients) {
    return coefficients + coefficients * (coefficients + 1) / 2;
  }

  /**
   * The means, then the upper triangle of the covariance matrix row by row, diagonal included. A
   * single frame varies by nothing.
   *
   * @param frames {@code [frames][coefficients]}
   * @param ddof the divisor is {@code frames - ddof}
   */
  static float[] of(float[][] frames, int ddof) {
    int n = frames[0].length;
    double[] mean = mean(frames, n);
    double[] sums = new double[n * n];
    double[] centred = new double[n];
    for (float[] frame : frames) {
      for (int i = 0; i < n; i++) {
        centred[i] = frame[i] - mean[i];
      }
      for (int i = 0; i < n; i++) {
        for (int j = i; j < n; j++) {
          sums[i * n + j] += centred[i] * centred[j];
        }
      }
    }
    float[] out = new float[dimension(n)];
    int next = 0;
    for (int i = 0; i < n; i++) {
      out[next++] = (float) mean[i];
    }
    double divisor = Math.max(1, frames.length - ddof);
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        out[next++] = (float) (sums[i * n + j] / divisor);
      }
    }
    return out;
  }

  private static double[] mean(float[][] frames, int n) {
    double[] mean = new double[n];
    for (float[] frame : frames) {
      for (int i = 0; i < n; i++) {
        mean[i] += frame[i];
      }
    }
    for (int i = 0; i < n; i++) {
      mean[i] /= frames.length;
    }
    return mean;
  }
}
