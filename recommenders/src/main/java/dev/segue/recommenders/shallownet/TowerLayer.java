// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

/**
 * The trained tower outside of PyTorch: Linear, ReLU, length 1. A single vector takes microseconds,
 * and the same vector gives the same bits in whatever batch it comes.
 */
final class TowerLayer {
  /** The least length in PyTorch's cosine similarity; an output of zeros stays zeros. */
  private static final double SHORTEST = 1e-8;

  private final float[] weight;
  private final float[] bias;
  private final int dimension;
  private final float[] columns;

  /**
   * A layer.
   *
   * @param weight [O, E], row-major
   * @param bias [O]
   */
  TowerLayer(float[] weight, float[] bias) {
    this.weight = weight;
    this.bias = bias;
    this.dimension = weight.length / bias.length;
    // By input, so that the inner loop runs over outputs and the compiler makes SIMD of it.
    this.columns = new float[weight.length];
    for (int out = 0; out < bias.length; out++) {
      for (int in = 0; in < dimension; in++) {
        columns[in * bias.length + out] = weight[out * dimension + in];
      }
    }
  }

  int dimension() {
    return dimension;
  }

  int width() {
    return bias.length;
  }

  float[] weight() {
    return weight;
  }

  float[] bias() {
    return bias;
  }

  /** The output of a raw vector. */
  float[] apply(float[] raw) {
    float[] out = bias.clone();
    for (int in = 0; in < dimension; in++) {
      float value = raw[in];
      int from = in * out.length;
      for (int i = 0; i < out.length; i++) {
        out[i] += value * columns[from + i];
      }
    }
    double squares = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(0, out[i]);
      squares += (double) out[i] * out[i];
    }
    float length = (float) Math.max(SHORTEST, Math.sqrt(squares));
    for (int i = 0; i < out.length; i++) {
      out[i] /= length;
    }
    return out;
  }
}
