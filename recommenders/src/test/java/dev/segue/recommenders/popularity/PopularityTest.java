// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.popularity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.evaluation.Play;
import java.util.List;
import org.junit.jupiter.api.Test;

class PopularityTest extends RecommenderContract {
  @Override
  protected Algorithm algorithm() {
    return new Popularity();
  }

  @Test
  void countsListenersNotPlays() throws InterruptedException {
    List<Play> plays =
        List.of(
            new Play("ann", "often", 1),
            new Play("ann", "often", 2),
            new Play("ann", "often", 3),
            new Play("ann", "shared", 4),
            new Play("ben", "shared", 5));

    assertThat(train(plays).recommend(history(), 9, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("shared", 2), new ScoredTrack("often", 1));
  }

  @Test
  void putsTheTrackPlayedFirstBeforeOneWithAsManyListeners() throws InterruptedException {
    List<Play> plays =
        List.of(new Play("ann", "a", 20), new Play("ben", "z", 10), new Play("cat", "b", 20));

    assertThat(train(plays).recommend(history(), 9, TrackFilter.ALL))
        .extracting(ScoredTrack::trackId)
        .containsExactly("z", "a", "b");
  }
}
