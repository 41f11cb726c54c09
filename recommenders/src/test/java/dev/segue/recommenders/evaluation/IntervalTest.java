// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
  /** Example of Newcombe (1998), "Two-sided confidence intervals for the single proportion". */
  @Test
  void agreesWithPublishedIntervals() {
    assertThat(Interval.wilson(81.0 / 263, 263).low()).isCloseTo(0.2553, within(5e-5));
    assertThat(Interval.wilson(81.0 / 263, 263).high()).isCloseTo(0.3662, within(5e-5));
    assertThat(Interval.wilson(15.0 / 148, 148).low()).isCloseTo(0.0624, within(5e-5));
    assertThat(Interval.wilson(0, 20).high()).isCloseTo(0.1611, within(5e-5));
    assertThat(Interval.wilson(1.0 / 29, 29).high()).isCloseTo(0.1718, within(5e-5));
  }

  @Test
  void staysWithinZeroAndOne() {
    assertThat(Interval.wilson(0, 5).low()).isZero();
    assertThat(Interval.wilson(1, 5).high()).isEqualTo(1);
    assertThat(Interval.wilson(Double.NaN, 0)).isEqualTo(new Interval(0, 1));
  }
}
