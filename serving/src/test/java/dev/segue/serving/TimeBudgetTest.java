// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeBudgetTest {
  @Test
  void alwaysLeavesTimeForOneList() {
    TimeBudget budget = new TimeBudget();
    for (int i = 0; i < 1_000_000; i++) {
      budget.entryArrived();
    }

    budget.begin();

    assertThat(budget.remains()).isTrue();
    assertThat(budget.lists(32)).isEqualTo(1);
  }

  @Test
  void makesManyListsTogetherWhereNoEntryCame() {
    TimeBudget budget = new TimeBudget();
    for (int i = 0; i < 100; i++) {
      budget.made(1, 1000);
    }

    budget.begin();

    assertThat(budget.lists(32)).isEqualTo(32);
  }
}
