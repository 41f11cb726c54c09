// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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

  @Test
  void takesTheValuesOfOneListenerForOneObservation() {
    List<String> alone = List.of("a", "b", "c", "d");
    double[] values = {0, 1, 0.5, 0.25};

    assertThat(Estimate.clustered(values, alone).halfWidth())
        .isCloseTo(Estimate.of(values).halfWidth(), within(1e-15));
    // Copies of each value tell nothing new.
    Estimate copied =
        Estimate.clustered(
            new double[] {0, 0, 1, 1, 0.5, 0.5, 0.25, 0.25},
            List.of("a", "a", "b", "b", "c", "c", "d", "d"));
    assertThat(copied.halfWidth()).isCloseTo(Estimate.of(values).halfWidth(), within(1e-15));
    assertThat(copied.count()).isEqualTo(4);
    assertThat(Estimate.clustered(values, List.of("a", "a", "a", "a")).halfWidth()).isNaN();
  }
}
