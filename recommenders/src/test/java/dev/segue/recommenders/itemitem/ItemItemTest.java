// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.itemitem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.Play;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ItemItemTest extends RecommenderContract {
  /** Three listeners of a, two of b, two of c; a and b are shared by two. */
  private static final List<Play> PLAYS =
      List.of(
          new Play("ann", "a", 1),
          new Play("ann", "b", 2),
          new Play("ben", "a", 3),
          new Play("ben", "b", 4),
          new Play("ben", "c", 5),
          new Play("cat", "a", 6),
          new Play("dan", "c", 7));

  @Override
  protected Algorithm algorithm() {
    return new ItemItem();
  }

  @Test
  void sumsTheCosinesOfTheHeardTracks() throws InterruptedException {
    assertThat(train(PLAYS, AlgorithmSettings.DEFAULTS).recommend(history("a"), 9, TrackFilter.ALL))
        .containsExactly(
            new ScoredTrack("b", (float) (2 / Math.sqrt(3 * 2))),
            new ScoredTrack("c", (float) (1 / Math.sqrt(3 * 2))));
    assertThat(
            train(PLAYS, AlgorithmSettings.DEFAULTS)
                .recommend(history("a", "b"), 9, TrackFilter.ALL))
        .containsExactly(
            new ScoredTrack(
                "c", (float) ((double) (float) (1 / Math.sqrt(6)) + (float) (1 / Math.sqrt(4)))));
  }

  @Test
  void countsOnlyTheLastTracksTogetherButAllListeners() throws InterruptedException {
    AlgorithmSettings lastTwo = AlgorithmSettings.DEFAULTS.with("max-history", "2");

    // ben's last two are b and c, so that a and c no longer meet; a still has three listeners.
    assertThat(train(PLAYS, lastTwo).recommend(history("a"), 9, TrackFilter.ALL))
        .containsExactly(
            new ScoredTrack("b", (float) (1 / Math.sqrt(3 * 2))), new ScoredTrack("c", 0));
  }

  @Test
  void keepsOnlyTheNearestNeighboursIfAsked() throws InterruptedException {
    AlgorithmSettings one = AlgorithmSettings.DEFAULTS.with("neighbours", "1");

    assertThat(train(PLAYS, one).recommend(history("a"), 9, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("b", (float) (2 / Math.sqrt(6))), new ScoredTrack("c", 0));
  }

  @Test
  void explainsByTheSimilaritiesThatMadeTheScore() throws InterruptedException {
    assertThat(train(PLAYS, AlgorithmSettings.DEFAULTS).explain(history("a", "b"), "c", 5))
        .containsExactly(
            new Reason("b", (float) (1 / Math.sqrt(4))),
            new Reason("a", (float) (1 / Math.sqrt(6))));
  }

  @Test
  void refusesAHistoryOfNoTracks() {
    AlgorithmSettings none = AlgorithmSettings.DEFAULTS.with("max-history", "none");

    assertThatThrownBy(() -> train(PLAYS, none))
        .hasMessageStartingWith("item-item: max-history is none; set it to a whole number from 1");
  }

  @Test
  void stopsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> train(PLAYS, AlgorithmSettings.DEFAULTS))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void tellsHowFarItIs() throws InterruptedException {
    List<String> heard = new ArrayList<>();
    algorithm()
        .train(
            data(PLAYS),
            TrackVectors.NONE,
            AlgorithmSettings.DEFAULTS,
            (stage, done, total) -> heard.add(stage + " " + done + "/" + total));

    assertThat(heard).containsExactly("similarities 0/3", "similarities 3/3");
  }

  private Recommender train(List<Play> plays, AlgorithmSettings settings)
      throws InterruptedException {
    return algorithm().train(data(plays), TrackVectors.NONE, settings, TrainingListener.SILENT);
  }
}
