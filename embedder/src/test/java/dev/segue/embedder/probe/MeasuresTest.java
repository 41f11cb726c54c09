// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand. */
class MeasuresTest {
  private static final Offset<Double> EXACT = within(1e-6);
  private static final int[] ONCE = {1, 1, 1, 1};

  @Test
  void countsRightClassesAndAveragesF1OverThem() {
    Map<String, Measure> measures =
        Measures.of(
            ProbeTask.MULTI_CLASS,
            List.of(row(0), row(0), row(1), row(2)),
            new float[][] {{3, 1, 0, 0}, {0, 2, 1, 0}, {0, 5, 1, 0}, {0, 1, 9, 0}});
    assertThat(measures).containsOnlyKeys("accuracy", "macro-f1");
    assertThat(measures.get("accuracy").of(ONCE)).isEqualTo(0.75, EXACT);
    // F1: 2/3, 2/3, 1; the fourth class is neither there nor guessed.
    assertThat(measures.get("macro-f1").of(ONCE)).isEqualTo(7.0 / 9, EXACT);
  }

  @Test
  void leavesOutTagsThatAllOrNoExamplesHave() {
    Map<String, Measure> measures =
        Measures.of(
            ProbeTask.MULTI_LABEL,
            List.of(row(1, 0, 1), row(0, 0, 1), row(1, 0, 1), row(0, 0, 1)),
            new float[][] {{0.9f, 0, 0}, {0.5f, 0, 0}, {0.4f, 0, 0}, {0.1f, 0, 0}});
    assertThat(measures.get("roc-auc").of(ONCE)).isEqualTo(0.75, EXACT);
    assertThat(measures.get("average-precision").of(ONCE)).isEqualTo((1 + 2.0 / 3) / 2, EXACT);
  }

  @Test
  void explainsVariance() {
    List<float[]> truth = List.of(row(1, 0), row(2, 0), row(3, 1), row(4, 1));
    float[][] scores = {{1, 0.5f}, {2, 0.5f}, {3, 0.5f}, {2, 0.5f}};
    Map<String, Measure> measures = Measures.of(ProbeTask.REGRESSION, truth, scores);
    // 1 - 4/5, and the mean explains nothing.
    assertThat(measures.get("r2-1").of(ONCE)).isEqualTo(0.2, EXACT);
    assertThat(measures.get("r2-2").of(ONCE)).isEqualTo(0, EXACT);
    assertThat(measures.get("r2").of(ONCE)).isEqualTo(0.1, EXACT);
    assertThat(measures.get("r2").of(new int[] {4, 0, 0, 0})).isNaN();
  }

  @Test
  void weighsKeysAsMirexDoes() {
    assertThat(score("C major", "C major")).isEqualTo(1);
    assertThat(score("C major", "G major")).isEqualTo(0.5);
    assertThat(score("C major", "F major")).isZero();
    assertThat(score("C major", "A minor")).isEqualTo(0.3);
    assertThat(score("A minor", "C major")).isEqualTo(0.3);
    assertThat(score("A minor", "E minor")).isEqualTo(0.5);
    assertThat(score("C major", "C minor")).isEqualTo(0.2);
    assertThat(score("C minor", "C major")).isEqualTo(0.2);
    assertThat(score("C minor", "A major")).isZero();
    assertThat(score("C major", "Eb minor")).isZero();
  }

  @Test
  void readsTheUsualNamesOfKeys() {
    for (String name : List.of("C# minor", "Db minor", "c#:min", "C♯m", "Dbmin", "d♭ Minor")) {
      assertThat(MusicalKey.parse(name)).as(name).contains(13);
    }
    assertThat(MusicalKey.parse("Cb major")).contains(11);
    assertThat(MusicalKey.parse("B")).contains(11);
    assertThat(MusicalKey.parse("F#maj")).contains(6);
    for (String name : List.of("", "H major", "C dorian", "major", "C#b minor")) {
      assertThat(MusicalKey.parse(name)).as(name).isEmpty();
    }
    for (int key = 0; key < MusicalKey.COUNT; key++) {
      assertThat(MusicalKey.parse(MusicalKey.name(key))).contains(key);
    }
  }

  private static double score(String key, String guess) {
    return MusicalKey.score(
        MusicalKey.parse(key).orElseThrow(), MusicalKey.parse(guess).orElseThrow());
  }

  private static float[] row(float... values) {
    return values;
  }
}
