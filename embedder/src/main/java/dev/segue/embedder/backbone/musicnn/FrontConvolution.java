// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import java.util.List;

/**
 * One of the five convolutions over the spectrum, each followed by ReLU, batch norm and the largest
 * value over the mels. Its filters see {@code rows} frames (1 for the temporal ones) and slide over
 * the mels, or see one mel and slide over the frames.
 *
 * @param name of its weights in the network
 * @param layer of the checkpoint
 * @param norm that follows it in the checkpoint
 * @param rows that a filter sees, across the direction it slides in
 * @param length of a filter in that direction
 * @param positions that it slides to
 */
record FrontConvolution(
    String name, String layer, String norm, int rows, int length, int filters, int positions) {
  /** Frames of the timbral filters and of the layers of the middle. */
  static final int FRAMES = 7;

  /** Lengths of the timbral filters as shares of the mels, rounded down. */
  private static final double[] TIMBRAL = {0.4, 0.7};

  /** Lengths of the temporal filters, in frames. */
  private static final int[] TEMPORAL = {128, 64, 32};

  /**
   * The more positions a product computes together, the fewer values are copied, and the more zeros
   * are multiplied: 0.15 of the length was fastest.
   */
  private static final double BLOCK = 0.15;

  static FrontConvolution timbral(MusicnnConfig config, int index) {
    int length = (int) (TIMBRAL[index] * config.mels());
    return new FrontConvolution(
        "timbral" + index,
        index == 0 ? "conv2d" : "conv2d_1",
        "batch_normalization_" + (index + 1),
        FRAMES,
        length,
        config.timbralFilters(),
        config.mels() - length + 1);
  }

  static FrontConvolution temporal(MusicnnConfig config, int index) {
    return new FrontConvolution(
        "temporal" + index,
        "conv2d_" + (index + 2),
        "batch_normalization_" + (index + 3),
        1,
        TEMPORAL[index],
        config.temporalFilters(),
        config.patchFrames());
  }

  /** All of them, in the order in which the network concatenates their results. */
  static List<FrontConvolution> all(MusicnnConfig config) {
    return List.of(
        timbral(config, 0),
        timbral(config, 1),
        temporal(config, 0),
        temporal(config, 1),
        temporal(config, 2));
  }

  boolean slidesOverMels() {
    return rows > 1;
  }

  /** How many positions one row of the matrix product computes. */
  int block() {
    return Math.max(1, (int) Math.round(BLOCK * length));
  }

  int blocks() {
    return (positions + block() - 1) / block();
  }

  /** What a block sees in the direction that the filters slide in. */
  int window() {
    return length + block() - 1;
  }

  /** How long the input must be so that every block has its window. */
  int padded() {
    return (blocks() - 1) * block() + window();
  }

  /** The kernel's shape in the checkpoint: time, frequency, in, out. */
  long[] kernelShape() {
    return slidesOverMels()
        ? new long[] {rows, length, 1, filters}
        : new long[] {length, rows, 1, filters};
  }

  /**
   * The filters at every position of a block, as a matrix.
   *
   * @param kernel of {@link #kernelShape}
   * @param sign of each filter
   * @return {@code [block * filters][rows * window]}
   */
  float[] matrix(float[] kernel, float[] sign) {
    int columns = rows * window();
    float[] matrix = new float[block() * filters * columns];
    for (int at = 0; at < block(); at++) {
      for (int filter = 0; filter < filters; filter++) {
        int row = (at * filters + filter) * columns;
        for (int i = 0; i < rows * length; i++) {
          // Row-major with one of the two sizes being 1 for temporal filters: the order is the
          // same.
          int column = i / length * window() + at + i % length;
          matrix[row + column] = sign[filter] * kernel[i * filters + filter];
        }
      }
    }
    return matrix;
  }
}
