// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import org.junit.jupiter.api.Test;

class WindowsTest {
  /** Listeners of ten, three and one tracks. */
  private static final Sequences SEQUENCES = sequences(10, 3, 1);

  @Test
  void asksForEveryItemButTheFirstExactlyOnce() {
    assertThat(Windows.all(SEQUENCES, 4, 2, 1).all())
        .containsExactly(
            new Windows.Window(0, 6, 10),
            new Windows.Window(0, 3, 7),
            new Windows.Window(0, 0, 4),
            new Windows.Window(1, 0, 3));
  }

  @Test
  void cutsTheLastWindowOnlyIfAsked() {
    assertThat(Windows.last(SEQUENCES, 4, 1).all())
        .containsExactly(
            new Windows.Window(0, 6, 10), new Windows.Window(1, 0, 3), new Windows.Window(2, 0, 1));
  }

  @Test
  void leavesOutShortRemainders() {
    assertThat(Windows.all(SEQUENCES, 4, 3, 0).all())
        .containsExactly(
            new Windows.Window(0, 6, 10), new Windows.Window(0, 2, 6), new Windows.Window(1, 0, 3));
  }

  @Test
  void refusesAnOverlapThatNeverEnds() {
    assertThatThrownBy(() -> Windows.all(SEQUENCES, 4, 1, 4))
        .hasMessage("windows of 4 items cannot share 4");
  }

  private static Sequences sequences(int... lengths) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (int user = 0; user < lengths.length; user++) {
      for (int i = 0; i < lengths[user]; i++) {
        builder.add(new Play("user-" + user, "track-" + i, i));
      }
    }
    TrainingSet data = builder.build();
    assertThat(data.listeners()).hasSize(lengths.length);
    return Sequences.of(data, Catalogue.of(data), PlayOrder.FIRST_PLAY);
  }
}
