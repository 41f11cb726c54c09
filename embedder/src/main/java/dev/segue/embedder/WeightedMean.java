// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Waveform;
import java.util.List;

/** The vector of a track from those of its windows, each counting as much as it is long. */
final class WeightedMean {
  private WeightedMean() {}

  /**
   * The mean.
   *
   * @param vectors {@code [windows][dimension]}
   */
  static float[] of(List<float[]> vectors, List<Waveform> windows) {
    if (vectors.size() == 1) {
      return vectors.get(0);
    }
    double[] sum = new double[vectors.get(0).length];
    double samples = 0;
    for (int w = 0; w < vectors.size(); w++) {
      int weight = windows.get(w).samples().length;
      samples += weight;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (double) weight * vectors.get(w)[i];
      }
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sum[i] / samples);
    }
    return mean;
  }
}
