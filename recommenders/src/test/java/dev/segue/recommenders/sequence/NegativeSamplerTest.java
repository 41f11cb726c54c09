// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NegativeSamplerTest {
  private static final int DRAWS = 200_000;

  @Test
  void drawsEveryItemAlike() {
    checkShares(NegativeSampler.uniform(5), 0.2, 0.2, 0.2, 0.2, 0.2);
  }

  @Test
  void drawsInProportionToAPowerOfThePlays() {
    checkShares(
        NegativeSampler.popularity(new long[] {16, 4, 1, 4}, 0.5),
        4 / 9.0,
        2 / 9.0,
        1 / 9.0,
        2 / 9.0);
    checkShares(NegativeSampler.popularity(new long[] {7, 2, 1}, 1), 0.7, 0.2, 0.1);
  }

  @Test
  void drawsItemsThatNobodyPlayedAsIfOnce() {
    checkShares(NegativeSampler.popularity(new long[] {3, 0}, 1), 0.75, 0.25);
  }

  private static void checkShares(NegativeSampler sampler, double... expected) {
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[expected.length];
    for (int i = 0; i < DRAWS; i++) {
      counts[sampler.draw(random)]++;
    }
    for (int i = 0; i < expected.length; i++) {
      // Five standard errors.
      assertThat((double) counts[i] / DRAWS).isCloseTo(expected[i], within(0.006));
      assertThat(Math.exp(sampler.logProbability(i))).isCloseTo(expected[i], within(1e-6));
    }
  }
}
