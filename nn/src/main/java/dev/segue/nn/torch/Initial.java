// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What a parameter starts with. The same seed gives the same values on every machine. */
@FunctionalInterface
public interface Initial {
  /** All zero. */
  Initial ZEROS = (shape, random) -> new float[size(shape)];

  /** All one. */
  Initial ONES = constant(1);

  /**
   * The values of an array of this shape, row-major.
   *
   * @param shape sizes of the dimensions
   */
  float[] values(long[] shape, RandomGenerator random);

  /** All the same. */
  static Initial constant(float value) {
    return (shape, random) -> {
      float[] values = new float[size(shape)];
      Arrays.fill(values, value);
      return values;
    };
  }

  /** These values. */
  static Initial of(float[] values) {
    return (shape, random) -> values.clone();
  }

  /** Gaussian with mean 0. */
  static Initial normal(double deviation) {
    return (shape, random) -> {
      float[] values = new float[size(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * deviation);
      }
      return values;
    };
  }

  /** Uniform between plus and minus this. */
  static Initial uniform(double bound) {
    return (shape, random) -> {
      float[] values = new float[size(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((random.nextDouble() * 2 - 1) * bound);
      }
      return values;
    };
  }

  /** What PyTorch's Linear starts with: uniform, bounded by 1 / sqrt(inputs). */
  static Initial linear(long inputs) {
    return uniform(1 / Math.sqrt((double) inputs));
  }

  /** A generator that depends on the seed and a name. */
  static RandomGenerator generator(long seed, String name) {
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.hashCode());
  }

  private static int size(long[] shape) {
    long size = 1;
    for (long dimension : shape) {
      size = Math.multiplyExact(size, dimension);
    }
    return Math.toIntExact(size);
  }
}
