// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand. */
class RankedLabelTest {
  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void countsPairsInTheRightOrder() {
    RankedLabel label = label("0.1 - 0.4 - 0.35 + 0.8 +");
    assertThat(label.rocAuc(ones(4))).isEqualTo(3.0 / 4, EXACT);
    // Thresholds 0.8 and 0.35: precision 1/1 and 2/3, each with half of the recall.
    assertThat(label.averagePrecision(ones(4))).isEqualTo((1 + 2.0 / 3) / 2, EXACT);
  }

  @Test
  void countsATieAsHalf() {
    RankedLabel label = label("0.5 + 0.5 - 0.2 + 0.1 -");
    // Pairs: tie 1/2, 0.5 > 0.1, 0.2 < 0.5, 0.2 > 0.1.
    assertThat(label.rocAuc(ones(4))).isEqualTo(2.5 / 4, EXACT);
    // Thresholds 0.5 (one of two) and 0.2 (two of three).
    assertThat(label.averagePrecision(ones(4))).isEqualTo((0.5 + 2.0 / 3) / 2, EXACT);
  }

  @Test
  void isHalfWhereAllScoresAreEqual() {
    RankedLabel label = label("1 + 1 - 1 - 1 -");
    assertThat(label.rocAuc(ones(4))).isEqualTo(0.5, EXACT);
    assertThat(label.averagePrecision(ones(4))).isEqualTo(0.25, EXACT);
  }

  @Test
  void doesNotDependOnTheOrderWithinATie() {
    RankedLabel one = label("0.5 + 0.5 - 0.5 + 0.7 - 0.3 +");
    RankedLabel other = label("0.3 + 0.7 - 0.5 - 0.5 + 0.5 +");
    assertThat(one.rocAuc(ones(5))).isEqualTo(other.rocAuc(ones(5)), EXACT);
    assertThat(one.averagePrecision(ones(5))).isEqualTo(other.averagePrecision(ones(5)), EXACT);
  }

  @Test
  void takesAWeightForThatManyExamples() {
    RankedLabel weighted = label("0.9 - 0.8 + 0.8 - 0.3 +");
    RankedLabel repeated = label("0.9 - 0.8 + 0.8 + 0.8 + 0.8 - 0.3 + 0.3 +");
    int[] weights = {1, 3, 1, 2};
    assertThat(weighted.rocAuc(weights)).isEqualTo(repeated.rocAuc(ones(7)), EXACT);
    assertThat(weighted.averagePrecision(weights))
        .isEqualTo(repeated.averagePrecision(ones(7)), EXACT);
  }

  @Test
  void isNotDefinedWithoutExamplesOfBothKinds() {
    RankedLabel label = label("0.9 + 0.1 -");
    assertThat(label.defined(ones(2))).isTrue();
    assertThat(label.defined(new int[] {2, 0})).isFalse();
    assertThat(label.defined(new int[] {0, 2})).isFalse();
  }

  private static RankedLabel label(String pairs) {
    String[] words = pairs.split(" ", -1);
    float[] scores = new float[words.length / 2];
    boolean[] positive = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.parseFloat(words[2 * i]);
      positive[i] = words[2 * i + 1].equals("+");
    }
    return new RankedLabel(scores, positive);
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }
}
