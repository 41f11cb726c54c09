// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChronologicalSplitTest {
  private static final long AT = 100;

  private static final List<Play> PLAYS =
      List.of(
          new Play("ann", "old", 1),
          new Play("ann", "old", 99),
          new Play("ann", "old", 100),
          new Play("ben", "other", 50),
          // A first-time play of a known track, at the very moment of the cut.
          new Play("ann", "other", 100),
          new Play("ann", "other", 101),
          // Nobody knew this track, and nobody knows this listener.
          new Play("ben", "brand new", 120),
          new Play("cat", "old", 130));

  @Test
  void testsFirstPlaysOfKnownTracksByKnownListeners() {
    ChronologicalSplit split = ChronologicalSplit.of(PLAYS, AT);

    assertThat(split.test()).isEqualTo(Map.of("ann", List.of("other")));
    assertThat(split.coldTest()).isEqualTo(Map.of("ben", List.of("brand new")));
    assertThat(split.trainTracks()).containsExactlyInAnyOrder("old", "other");
    assertThat(split.summary()).isEqualTo(new SplitSummary(3, 2, 2, 1, 1, AT));
    assertThat(split.coldSummary()).isEqualTo(new SplitSummary(3, 2, 2, 1, 1, AT));
  }

  @Test
  void trainsOnNothingFromTheCutOn() {
    TrainingSet train = ChronologicalSplit.of(PLAYS, AT).train();

    assertThat(train.newestPlay()).isEqualTo(99);
    assertThat(train.listeners().get(0).interactions())
        .extracting(Interaction::heard)
        .containsExactly(new HeardTrack("old", 1, 99, 2, 0, 0, 0));
  }

  @Test
  void forgetsWhatMayHaveHappenedAfterTheCut() {
    Interaction both =
        new Interaction(new HeardTrack("both", 1, 150, 9, 8, 1, 1), new long[] {90, 150});
    Interaction before =
        new Interaction(new HeardTrack("before", 1, 80, 2, 2, 0, 1), new long[] {80});
    TrainingSet all =
        new TrainingSet(List.of(new TrainingSet.Listener("ann", List.of(both, before))));

    assertThat(ChronologicalSplit.of(all, AT).train().listeners().get(0).interactions())
        .extracting(Interaction::heard)
        .containsExactly(before.heard(), new HeardTrack("both", 1, 90, 8, 0, 0, 0));
  }

  @Test
  void copesWithACutBeforeEverything() {
    ChronologicalSplit split = ChronologicalSplit.of(PLAYS, 0);

    assertThat(split.train().listeners()).isEmpty();
    assertThat(split.test()).isEmpty();
    assertThat(split.coldTest()).isEmpty();
  }
}
