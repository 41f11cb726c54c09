// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {
  /** 2.306004135204166 is the quantile of Student's t at 0.975 with 8 degrees of freedom. */
  @Test
  void spansTheIntervalOfStudentsT() {
    Estimate estimate = Estimate.of(0, 0, 0, 0, 1, 0, 0, 1, 0);
    double standardError = Math.sqrt(14.0 / 9 / 8 / 9);

    assertThat(estimate.mean()).isEqualTo(2.0 / 9);
    assertThat(estimate.halfWidth()).isCloseTo(2.306004135204166 * standardError, within(1e-14));
    assertThat(estimate.low()).isEqualTo(estimate.mean() - estimate.halfWidth());
    assertThat(estimate.high()).isEqualTo(estimate.mean() + estimate.halfWidth());
    assertThat(estimate.count()).isEqualTo(9);
  }

  @Test
  void comesCloseToTheNormalIntervalWithManyValues() {
    double[] values = new double[1_000_000];
    for (int i = 0; i < values.length; i += 2) {
      values[i] = 1;
    }

    assertThat(Estimate.of(values).halfWidth()).isCloseTo(1.96 * 0.5 / 1000, within(1e-7));
  }

  @Test
  void hasNoIntervalWithFewerThanTwoValues() {
    assertThat(Estimate.of(3).mean()).isEqualTo(3);
    assertThat(Estimate.of(3).halfWidth()).isNaN();
    assertThat(Estimate.of().mean()).isNaN();
  }

  @Test
  void hasAnIntervalOfNoWidthWhereAllAreEqual() {
    assertThat(Estimate.of(2, 2, 2).halfWidth()).isZero();
  }
}
