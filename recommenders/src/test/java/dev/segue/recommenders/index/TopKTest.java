// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
  @Test
  void keepsWhatSortingWouldPutFirst() {
    Random random = new Random(5);
    for (int k = 0; k < 40; k++) {
      // Few values, so that there are many ties.
      float[] scores = new float[30];
      TopK top = new TopK(k, TopK.TieBreak.LOWER);
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextInt(6);
      }
      for (int i : random.ints(0, 30).distinct().limit(30).toArray()) {
        top.offer(i, scores[i]);
      }
      int[] sorted =
          IntStream.range(0, 30)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -scores[i]))
              .mapToInt(Integer::intValue)
              .limit(k)
              .toArray();

      TopK.Best best = top.drain();
      assertThat(best.items()).isEqualTo(sorted);
      for (int i = 0; i < sorted.length; i++) {
        assertThat(best.scores()[i]).isEqualTo(scores[sorted[i]]);
      }
      assertThat(top.drain().items()).isEmpty();
    }
  }
}
