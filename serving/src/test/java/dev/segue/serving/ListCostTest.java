// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ListCostTest {
  private static final long TICK = 20_000_000;

  @Test
  void growsTheBatchesOfAModelWhoseCallIsDear() {
    ListCost cost = new ListCost();
    long batch = 1;
    for (int i = 0; i < 500; i++) {
      cost.add((int) batch, 5_000_000 + 500_000 * batch);
      batch = Math.max(1, Math.min(64, (long) cost.fit(TICK)));
    }
    assertThat(cost.fit(TICK)).isCloseTo(30, within(3.0));
  }

  @Test
  void makesAsManyAsTheCallIsWorthWhereItTakesLongerThanThereIsTime() {
    ListCost cost = new ListCost();
    for (int i = 0; i < 1000; i++) {
      int batch = 1 + i % 3;
      cost.add(batch, 60_000_000 + 4_000_000L * batch);
    }
    assertThat(cost.fit(TICK)).isCloseTo(15, within(1.0));
  }

  @Test
  void takesTheMeanWhereAllBatchesAreAlike() {
    ListCost cost = new ListCost();
    for (int i = 0; i < 2000; i++) {
      cost.add(1, 2_000_000);
    }
    assertThat(cost.fit(TICK)).isCloseTo(10, within(0.5));
  }
}
