// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {
  @Test
  void isReadByItsKey() {
    for (Measure measure : Measure.of(List.of(Metric.values()), List.of(1, 200))) {
      assertThat(Measure.named(measure.key())).isEqualTo(measure);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ndcg", "ndcg@", "ndcg@0", "ndcg@-1", "NDCG@50", "@5", "mrr@1e3"})
  void refusesOtherTexts(String key) {
    assertThatThrownBy(() -> Measure.named(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ndcg@10");
  }

  @Test
  void countsHitsOfAHarmonicMean() {
    List<String> truth = List.of("a", "b", "c", "d");

    assertThat(RankingMetrics.f1(List.of("a", "x"), truth, 2)).isEqualTo(2 * 0.5 * 0.25 / 0.75);
    assertThat(RankingMetrics.f1(List.of("x", "a"), truth, 1)).isZero();
    assertThat(RankingMetrics.f1(List.of(), truth, 5)).isZero();
  }
}
