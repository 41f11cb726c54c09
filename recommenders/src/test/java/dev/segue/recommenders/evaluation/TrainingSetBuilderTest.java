// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import org.junit.jupiter.api.Test;

class TrainingSetBuilderTest {
  @Test
  void gathersPlaysThatComeOutOfOrder() {
    TrainingSet set =
        new TrainingSetBuilder()
            .add(new Play("ben", "x", 9))
            .add(new Play("ann", "x", 30))
            .add(new Play("ann", "y", 20))
            .add(new Play("ann", "x", 10))
            .add(new Play("ann", "x", 10))
            .build();

    assertThat(set.listeners())
        .extracting(TrainingSet.Listener::userId)
        .containsExactly("ann", "ben");
    assertThat(set.listeners().get(0).interactions())
        .extracting(Interaction::heard)
        .containsExactly(
            new HeardTrack("y", 20, 20, 1, 0, 0, 0), new HeardTrack("x", 10, 30, 3, 0, 0, 0));
    assertThat(set.listeners().get(0).interactions().get(1).playedAt()).containsExactly(10, 10, 30);
    assertThat(set.plays()).isEqualTo(5);
  }

  @Test
  void growsWithTheLog() {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (int i = 0; i < 10_000; i++) {
      builder.add(new Play("user " + i % 70, "track " + i % 900, i));
    }

    assertThat(builder.build().plays()).isEqualTo(10_000);
    assertThat(builder.build().listeners()).hasSize(70);
  }
}
