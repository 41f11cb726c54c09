// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products in SIMD registers, four at a time to hide the latency of the multiply-add.
 *
 * <p>Both shapes, one query on four rows and four queries on one row, add the same numbers in the
 * same order, so that a batch scores to the last bit as a single query does. The lanes are added in
 * a written order too: {@code reduceLanes} leaves it to the compiler.
 */
final class DotProducts {
  /** Products in one call. */
  static final int TILE = 4;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final int stride;
  private final float[] lanes = new float[TILE * LANES];

  /** Not thread-safe: one for each search. */
  DotProducts(int stride) {
    this.stride = stride;
  }

  /** The values from one vector to the next: the dimension, filled up with zeros. */
  static int stride(int dimension) {
    return (dimension + LANES - 1) / LANES * LANES;
  }

  /**
   * The products of the vector at {@code at} in {@code one} with the four that start at {@code
   * from} in {@code four}.
   */
  void compute(float[] one, int at, float[] four, int from, float[] products) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < stride; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, one, at + i);
      int j = from + i;
      a = FloatVector.fromArray(SPECIES, four, j).fma(x, a);
      b = FloatVector.fromArray(SPECIES, four, j + stride).fma(x, b);
      c = FloatVector.fromArray(SPECIES, four, j + 2 * stride).fma(x, c);
      d = FloatVector.fromArray(SPECIES, four, j + 3 * stride).fma(x, d);
    }
    a.intoArray(lanes, 0);
    b.intoArray(lanes, LANES);
    c.intoArray(lanes, 2 * LANES);
    d.intoArray(lanes, 3 * LANES);
    for (int i = 0; i < TILE; i++) {
      products[i] = sum(i * LANES);
    }
  }

  /** Four running sums, so that the additions need not wait for each other. */
  private float sum(int from) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int to = from + LANES;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      a += lanes[i];
      b += lanes[i + 1];
      c += lanes[i + 2];
      d += lanes[i + 3];
    }
    for (; i < to; i++) {
      a += lanes[i];
    }
    return (a + b) + (c + d);
  }
}
