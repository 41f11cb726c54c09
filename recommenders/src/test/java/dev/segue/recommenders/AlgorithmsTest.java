// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AlgorithmsTest {
  @Test
  void knowsItsAlgorithms() {
    assertThat(Algorithms.names())
        .containsExactly("random", "popularity", "popularity-30d", "item-item", "knn");
    assertThat(Algorithms.names())
        .allSatisfy(name -> assertThat(Algorithms.named(name).name()).isEqualTo(name));
  }

  @Test
  void saysWhichReadContent() {
    assertThat(Algorithms.names().stream().filter(name -> Algorithms.named(name).needsContent()))
        .containsExactly("knn");
  }

  @Test
  void guessesWhatAnUnknownNameMeant() {
    assertThatThrownBy(() -> Algorithms.named("itemitem"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no algorithm itemitem; did you mean item-item? There are random, popularity,"
                + " popularity-30d, item-item, knn");
  }
}
