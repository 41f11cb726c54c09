// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AlgorithmsTest {
  @Test
  void knowsItsAlgorithms() {
    assertThat(Algorithms.names())
        .contains("random", "popularity", "popularity-30d", "item-item", "ease", "knn");
    assertThat(Algorithms.names())
        .allSatisfy(name -> assertThat(Algorithms.named(name).name()).isEqualTo(name));
  }

  @Test
  void saysWhichReadContent() {
    assertThat(Algorithms.names().stream().filter(name -> Algorithms.named(name).needsContent()))
        .contains("knn")
        .doesNotContain("popularity", "ease");
  }

  @Test
  void readsContentAsTheSettingSays() {
    assertThat(readsContent("gsasrec", Map.of())).isFalse();
    assertThat(readsContent("gsasrec", Map.of("content", "true"))).isTrue();
    assertThat(readsContent("sasrec", Map.of("content", "true"))).isTrue();
    assertThat(readsContent("shallownet", Map.of())).isTrue();
    assertThat(readsContent("shallownet", Map.of("content", "false"))).isFalse();
  }

  private static boolean readsContent(String algorithm, Map<String, String> settings) {
    return Algorithms.named(algorithm).readsContent(new AlgorithmSettings(42, settings));
  }

  @Test
  void guessesWhatAnUnknownNameMeant() {
    assertThatThrownBy(() -> Algorithms.named("itemitem"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "there is no algorithm itemitem; did you mean item-item? There are random, popularity")
        .hasMessageContainingAll(Algorithms.names().toArray(new String[0]));
  }
}
