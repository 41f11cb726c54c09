// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeasureTest {
  private static final double TINY = 1e-12;

  @Test
  void knowsTheEntropyOfCounts() {
    assertThat(Measure.entropy(0, 5, 0)).isZero();
    assertThat(Measure.entropy(3, 3, 3, 3)).isCloseTo(Math.log(4), within(TINY));
  }

  @Test
  void chargesForFrequenciesOfOtherMusic() {
    long[] here = {6, 2, 0};
    // With one more of each: 7/11, 3/11, 1/11.
    double same = -(0.75 * Math.log(7.0 / 11) + 0.25 * Math.log(3.0 / 11));
    assertThat(Measure.crossEntropy(here, here)).isCloseTo(same, within(TINY));
    assertThat(same).isGreaterThan(Measure.entropy(here));
    assertThat(Measure.crossEntropy(here, new long[] {0, 0, 97}))
        .isCloseTo(Math.log(100), within(TINY));
  }
}
