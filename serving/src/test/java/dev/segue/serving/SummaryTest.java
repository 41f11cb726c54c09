// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Summary SUMMARY =
      new Summary(
          "knn", 3, 12, 0.5f, new int[] {"a".hashCode(), "b".hashCode()}, new float[] {1, -2});

  @Test
  void refusesWhatALaterVersionWrote() {
    byte[] bytes = SUMMARY.toBytes();
    bytes[0]++;

    assertThatThrownBy(() -> Summary.of(bytes)).hasMessageContaining("another version");
  }

  @Test
  void readsWhatItWrote() {
    assertThat(Summary.of(SUMMARY.toBytes())).usingRecursiveComparison().isEqualTo(SUMMARY);
    Summary empty = Summary.withoutModel(1);
    assertThat(Summary.of(empty.toBytes())).usingRecursiveComparison().isEqualTo(empty);
  }

  @Test
  void admitsWhatIsNotWorseThanTheLastPlace() {
    assertThat(SUMMARY.admits(0.4f, 2)).isFalse();
    assertThat(SUMMARY.admits(Float.NaN, 3)).isFalse();
    assertThat(SUMMARY.admits(0.5f, 2)).isTrue();
    assertThat(SUMMARY.admits(0.4f, 3)).isTrue();
  }

  @Test
  void knowsTheTracksOfTheList() {
    assertThat(SUMMARY.mayHold("a")).isTrue();
    assertThat(SUMMARY.mayHold("c")).isFalse();
  }
}
