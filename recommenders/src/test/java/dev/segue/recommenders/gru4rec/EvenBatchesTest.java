// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvenBatchesTest {
  private static int[] targets(int windows) {
    return new SplittableRandom(3).ints(windows, 1, 30).toArray();
  }

  @Test
  void goesThroughEveryWindowOnceInAnEpoch() {
    EvenBatches batches = new EvenBatches(targets(9000), 200, 1);
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < batches.batches(); i++) {
      Arrays.stream(batches.batch(1, i)).forEach(seen::add);
    }
    assertThat(seen).hasSize(9000).doesNotHaveDuplicates();
  }

  @Test
  void fillsBatchesAlike() {
    int[] targets = targets(9000);
    EvenBatches batches = new EvenBatches(targets, 200, 1);
    for (int i = 0; i < batches.batches(); i++) {
      assertThat(Arrays.stream(batches.batch(2, i)).map(window -> targets[window]).sum())
          .isBetween(200 - 30, 200 + 60);
    }
  }

  @Test
  void leavesNoBatchEmptyWhereWindowsAreLongerThanABatch() {
    int[] targets = {29, 1, 1, 29, 2, 17, 29, 1};
    EvenBatches batches = new EvenBatches(targets, 2, 1);
    assertThat(batches.batches()).isGreaterThan(1);
    for (int epoch = 1; epoch < 20; epoch++) {
      for (int i = 0; i < batches.batches(); i++) {
        assertThat(batches.batch(epoch, i)).isNotEmpty();
      }
    }
  }

  @Test
  void shufflesEveryEpochAnewButAlwaysAlike() {
    EvenBatches one = new EvenBatches(targets(100), 50, 1);
    EvenBatches two = new EvenBatches(targets(100), 50, 1);
    int[] first = one.batch(1, 0);

    assertThat(one.batch(2, 0)).isNotEqualTo(first);
    assertThat(two.batch(1, 0)).isEqualTo(first);
  }
}
