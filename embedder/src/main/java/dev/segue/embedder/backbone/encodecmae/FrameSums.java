// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

/** Sums of frames that become means, by clip. */
final class FrameSums {
  private final double[][] sums;
  private final long[] counts;

  FrameSums(int clips, int width) {
    sums = new double[clips][width];
    counts = new long[clips];
  }

  /**
   * Adds chunks.
   *
   * @param clips of which each chunk is
   * @param chunkSums {@code [chunks][width]}, row-major
   * @param frames of each chunk
   */
  void add(int[] clips, float[] chunkSums, int frames) {
    int width = chunkSums.length / clips.length;
    for (int i = 0; i < clips.length; i++) {
      for (int j = 0; j < width; j++) {
        sums[clips[i]][j] += chunkSums[i * width + j];
      }
      counts[clips[i]] += frames;
    }
  }

  float[][] means() {
    float[][] means = new float[sums.length][];
    for (int i = 0; i < means.length; i++) {
      means[i] = new float[sums[i].length];
      for (int j = 0; j < means[i].length; j++) {
        means[i][j] = (float) (sums[i][j] / counts[i]);
      }
    }
    return means;
  }
}
