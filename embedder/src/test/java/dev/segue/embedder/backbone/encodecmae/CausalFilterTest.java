// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CausalFilterTest {
  @Test
  void computesTheStridedConvolutionFromABlockAndTheEndOfTheOneBefore() {
    for (CausalFilter filter : CausalFilter.all(EncodecMaeConfig.PUBLISHED).subList(0, 5)) {
      check(new CausalFilter("", 2, 3, filter.kernel(), filter.stride(), filter.together()));
    }
  }

  private static void check(CausalFilter filter) {
    assertThat(filter.block()).isGreaterThanOrEqualTo(filter.before());
    float[] weight = random(filter.out() * filter.in() * filter.kernel());
    float[] before = random(filter.before() * filter.in());
    float[] block = random(filter.block() * filter.in());
    float[] own = filter.own(weight);
    float[] previous = filter.previous(weight);
    for (int row = 0; row < filter.together() * filter.out(); row++) {
      double found = dot(own, row, block) + dot(previous, row, before);
      assertThat(found).isEqualTo(convolved(filter, weight, before, block, row), offset(1e-5));
    }
  }

  private static double convolved(
      CausalFilter filter, float[] weight, float[] before, float[] block, int row) {
    double sum = 0;
    for (int i = 0; i < filter.in(); i++) {
      for (int tap = 0; tap < filter.kernel(); tap++) {
        int at = (row / filter.out() * filter.stride() + tap) * filter.in() + i;
        float value = at < before.length ? before[at] : block[at - before.length];
        sum += value * weight[(row % filter.out() * filter.in() + i) * filter.kernel() + tap];
      }
    }
    return sum;
  }

  private static double dot(float[] matrix, int row, float[] vector) {
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      sum += matrix[row * vector.length + i] * vector[i];
    }
    return sum;
  }

  private static float[] random(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
