// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.popularity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.Play;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentPopularityTest extends RecommenderContract {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long END = 100 * DAY;

  @Override
  protected Algorithm algorithm() {
    return new RecentPopularity();
  }

  /** Equal plays go by first play in the window: see RATIONALE.md. */
  @Override
  protected boolean breaksTiesByPopularity() {
    return false;
  }

  @Test
  void countsPlaysFromTheFirstMomentOfTheWindowUntilBeforeItsEnd() {
    List<Play> plays =
        List.of(
            new Play("ann", "too old", END - 30 * DAY - 1),
            new Play("ann", "first moment", END - 30 * DAY),
            new Play("ann", "last moment", END - 1),
            new Play("ben", "last moment", END - 1),
            new Play("ann", "too late", END));

    assertThat(scores(plays, algorithm().cutAt(END, AlgorithmSettings.DEFAULTS)))
        .containsExactly(
            new ScoredTrack("last moment", 2),
            new ScoredTrack("first moment", 1),
            new ScoredTrack("too old", 0),
            new ScoredTrack("too late", 0));
  }

  @Test
  void endsTheWindowAfterTheNewestPlayUnlessToldOtherwise() {
    List<Play> plays = List.of(new Play("ann", "old", END - 2 * DAY), new Play("ann", "new", END));

    assertThat(scores(plays, AlgorithmSettings.DEFAULTS.with("window-days", "1")))
        .containsExactly(new ScoredTrack("new", 1), new ScoredTrack("old", 0));
  }

  @Test
  void putsTheTrackPlayedFirstInTheWindowBeforeOneWithAsManyPlays() {
    List<Play> plays =
        List.of(
            new Play("ann", "popular", 0),
            new Play("ben", "popular", END - 1),
            new Play("ann", "earlier", END - 2));

    assertThat(scores(plays, AlgorithmSettings.DEFAULTS))
        .containsExactly(new ScoredTrack("earlier", 1), new ScoredTrack("popular", 1));
  }

  @Test
  void refusesAWindowOfNoDays() {
    AlgorithmSettings none = AlgorithmSettings.DEFAULTS.with("window-days", "0");

    assertThatThrownBy(() -> scores(List.of(), none))
        .hasMessage("popularity-30d: window-days is 0; set it to a whole number from 1 to 36500");
  }

  private static List<ScoredTrack> scores(List<Play> plays, AlgorithmSettings settings) {
    return new RecentPopularity()
        .train(data(plays), TrackVectors.NONE, settings, TrainingRun.SILENT)
        .recommend(history(), 9, TrackFilter.ALL);
  }
}
