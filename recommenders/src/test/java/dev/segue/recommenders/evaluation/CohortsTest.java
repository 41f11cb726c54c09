// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CohortsTest {
  @Test
  void putsABoundIntoTheGroupBelowIt() {
    Cohorts cohorts =
        Cohorts.bySize("tracks", List.of(0, 1, 50, 51, 100, 150, 151), List.of(50, 100, 150));

    assertThat(cohorts.names()).containsExactly("(0,50]", "(50,100]", "(100,150]", ">150");
    assertThat(cohorts.groups()).containsExactly(-1, 0, 0, 1, 1, 2, 3);
  }

  @Test
  void hasOneGroupWithoutBounds() {
    assertThat(Cohorts.bySize("tracks", List.of(7), List.of()).names()).containsExactly(">0");
  }

  @Test
  void refusesBoundsThatDoNotAscend() {
    assertThatThrownBy(() -> Cohorts.bySize("tracks", List.of(), List.of(5, 5)))
        .hasMessageContaining("[5, 5]")
        .hasMessageContaining("ascend");
    assertThatThrownBy(() -> Cohorts.bySize("tracks", List.of(), List.of(0)))
        .hasMessageContaining("positive");
  }
}
