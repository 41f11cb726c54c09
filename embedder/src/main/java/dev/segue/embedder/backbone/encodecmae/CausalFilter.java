// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of EnCodec's causal convolutions as two products of matrices. Values lie in the order of
 * time, so that a block of neighbouring values, all channels of each, is one row of a matrix: what
 * leaves a block is a product with the block itself and one with the end of the block before it. No
 * window is copied, as it would be if the convolution were a single product.
 *
 * @param layer its name among EnCodec's modules
 * @param in channels that enter
 * @param out channels that leave
 * @param together how many values leave one block
 */
record CausalFilter(String layer, int in, int out, int kernel, int stride, int together) {
  /** All whose filter is longer than one value but the last, which is wide enough as it is. */
  static List<CausalFilter> all(EncodecMaeConfig config) {
    List<CausalFilter> filters = new ArrayList<>();
    int channels = config.filters();
    filters.add(of("0", 1, channels, 7, 1));
    int module = 1;
    for (int stride : config.strides()) {
      filters.add(of(module + ".block.1", channels, channels / 2, 3, 1));
      filters.add(of("" + (module + 2), channels, 2 * channels, 2 * stride, stride));
      channels *= 2;
      module += 3;
    }
    return filters;
  }

  /** The one of a parameter, by the parameter's name. */
  static Optional<CausalFilter> of(List<CausalFilter> filters, String parameter) {
    return filters.stream().filter(one -> parameter.startsWith(one.prefix())).findFirst();
  }

  private static CausalFilter of(String layer, int in, int out, int kernel, int stride) {
    // As few as reach no further back than the block before: more would multiply more zeros.
    return new CausalFilter(layer, in, out, kernel, stride, (kernel - 1) / stride);
  }

  /** What its parameters' names begin with. */
  String prefix() {
    return EncodecMaeWeights.SEANET + layer + ".conv.conv.";
  }

  /** Values of an earlier block that it needs. */
  int before() {
    return kernel - stride;
  }

  /** Values of a block. */
  int block() {
    return together * stride;
  }

  /**
   * The matrix for a block itself.
   *
   * @param weight {@code [out][in][kernel]}
   * @return {@code [together * out][block * in]}
   */
  float[] own(float[] weight) {
    return matrix(weight, block(), 0);
  }

  /** The matrix for the end of the block before, {@code [together * out][before * in]}. */
  float[] previous(float[] weight) {
    return matrix(weight, before(), -before());
  }

  private float[] matrix(float[] weight, int length, int first) {
    float[] matrix = new float[together * out * length * in];
    for (int row = 0; row < together * out; row++) {
      for (int position = 0; position < length; position++) {
        int tap = first + position - row / out * stride + before();
        for (int i = 0; i < in && tap >= 0 && tap < kernel; i++) {
          int column = position * in + i;
          matrix[row * length * in + column] = weight[(row % out * in + i) * kernel + tap];
        }
      }
    }
    return matrix;
  }
}
