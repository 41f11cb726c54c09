// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  private static final int[] LENGTHS = IntStream.range(0, 1003).map(i -> 1 + i * i % 97).toArray();

  @Test
  void goesThroughEveryWindowOnceAnEpoch() {
    assertThat(windows(new EpochOrder(LENGTHS, 10, 5), 3).sorted().toArray())
        .containsExactly(IntStream.range(0, LENGTHS.length).toArray());
  }

  @Test
  void dependsOnNothingButSeedAndEpoch() {
    EpochOrder one = new EpochOrder(LENGTHS, 10, 5);
    int[] third = windows(one, 3).toArray();
    EpochOrder two = new EpochOrder(LENGTHS, 10, 5);
    assertThat(windows(two, 1).toArray()).isNotEqualTo(third);

    assertThat(windows(two, 3).toArray()).isEqualTo(third);
    assertThat(windows(one, 4).toArray()).isNotEqualTo(third);
    assertThat(windows(new EpochOrder(LENGTHS, 10, 6), 3).toArray()).isNotEqualTo(third);
  }

  @Test
  void putsWindowsOfSimilarLengthTogether() {
    EpochOrder order = new EpochOrder(LENGTHS, 10, 5);
    int padded = 0;
    for (int i = 0; i < order.batches(); i++) {
      int[] batch = order.batch(1, i);
      padded += batch.length * Arrays.stream(batch).map(window -> LENGTHS[window]).max().orElse(0);
    }

    assertThat(padded).isLessThan((int) (1.2 * Arrays.stream(LENGTHS).sum()));
  }

  @Test
  void hasNoBatchesForNothing() {
    assertThat(new EpochOrder(new int[0], 10, 5).batches()).isZero();
  }

  private static IntStream windows(EpochOrder order, int epoch) {
    return IntStream.range(0, order.batches()).flatMap(i -> Arrays.stream(order.batch(epoch, i)));
  }
}
