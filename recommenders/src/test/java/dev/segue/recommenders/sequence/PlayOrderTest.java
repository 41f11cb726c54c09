// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlayOrderTest {
  /** a at 1, 4 and 6; b at 2; c at 4. */
  private static final TrainingSet.Listener LISTENER =
      new TrainingSet.Listener(
          "ann", List.of(played("a", 1, 4, 6), played("b", 2), played("c", 4)));

  @ParameterizedTest
  @CsvSource({"FIRST_PLAY, abc", "LAST_PLAY, bca", "EVERY_PLAY, abaca"})
  void ordersThePlaysOfAListener(PlayOrder order, String expected) {
    assertThat(sequence(LISTENER, order)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"FIRST_PLAY, abc", "LAST_PLAY, bca", "EVERY_PLAY, abca"})
  void ordersAHistoryByWhatItKnows(PlayOrder order, String expected) {
    History history = LISTENER.history();

    assertThat(String.join("", order.tracks(history))).isEqualTo(expected);
  }

  @Test
  void countsTheFirstPlayWhoseTimeIsNoLongerKept() {
    HeardTrack often = new HeardTrack("a", 1, 9, 50, 0, 0, 0);
    TrainingSet.Listener listener =
        new TrainingSet.Listener(
            "ann", List.of(new Interaction(often, new long[] {8, 9}), played("b", 5)));

    assertThat(sequence(listener, PlayOrder.EVERY_PLAY)).isEqualTo("abaa");
  }

  private static Interaction played(String track, long... times) {
    long last = times[times.length - 1];
    HeardTrack heard = new HeardTrack(track, times[0], last, times.length, 0, 0, 0);
    return new Interaction(heard, times);
  }

  private static String sequence(TrainingSet.Listener listener, PlayOrder order) {
    TrainingSet data = new TrainingSet(List.of(listener));
    Catalogue catalogue = Catalogue.of(data);
    int[] items = Sequences.of(data, catalogue, order).get(0).items();
    return String.join("", Arrays.stream(items).mapToObj(catalogue::id).toList());
  }
}
