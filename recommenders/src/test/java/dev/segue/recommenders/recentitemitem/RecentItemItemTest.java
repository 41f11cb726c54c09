// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.Play;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentItemItemTest extends RecommenderContract {
  private static final double DAY = Duration.ofDays(1).toMillis();

  /** At the end of day 4 ann's plays are 4 and 3 days old, ben's 3, 1 and a half. */
  private static final List<Play> PLAYS =
      List.of(
          play("ann", "a", 0),
          play("ann", "b", 1),
          play("ben", "a", 1),
          play("ben", "b", 3),
          play("ben", "c", 3.5));

  private static final AlgorithmSettings SETTINGS =
      new RecentItemItem()
          .cutAt((long) (4 * DAY), AlgorithmSettings.DEFAULTS)
          .with("input-days", "10")
          .with("floor", "0.5")
          .with("decay-days", "5");

  @Override
  protected Algorithm algorithm() {
    return new RecentItemItem();
  }

  @Test
  void countsOldPlaysLessAndListenersOfManyTracksLess() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS);
    double input = (Math.exp(-2 / 10.0) + 0.5) / Math.sqrt(2 + 1);
    double ann = Math.exp(-(4 + 3) / 5.0) / Math.sqrt(2);
    double ben = Math.exp(-(3 + 1) / 5.0) / Math.sqrt(3);
    History history = history(heard("a", 2));

    assertThat(score(model, history, "b")).isCloseTo(input * (ann + ben), within(1e-6));
    assertThat(score(model, history, "c"))
        .isCloseTo(input * Math.exp(-(3 + 0.5) / 5.0) / Math.sqrt(3), within(1e-6));
  }

  @Test
  void countsPlaysThatWereCloseTogetherMoreIfAsked() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS.with("within-days", "2"));
    double input = (Math.exp(-2 / 10.0) + 0.5) / Math.sqrt(2 + 1);
    double ann = Math.exp(-1 / 2.0) / Math.sqrt(2);
    double ben = Math.exp(-2 / 2.0) / Math.sqrt(3);

    assertThat(score(model, history(heard("a", 2)), "b"))
        .isCloseTo(input * (ann + ben), within(1e-6));
  }

  @Test
  void countsTheLastPlayOfATrackThatWasPlayedOften() throws InterruptedException {
    List<Play> again = new ArrayList<>(PLAYS);
    again.add(play("ann", "a", 3.9));

    assertThat(score(train(again, SETTINGS), history(heard("a", 2)), "b"))
        .isGreaterThan(score(train(PLAYS, SETTINGS), history(heard("a", 2)), "b"));
  }

  @Test
  void countsBackFromTheListenersNewestPlayIfTheTrainingEndedBefore() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS);
    double a = (Math.exp(-(10 - 2) / 10.0) + 0.5) / Math.sqrt(2 + 1);
    double b = (1 + 0.5) / Math.sqrt(2 + 1);
    double together = Math.exp(-(3 + 0.5) / 5.0) / Math.sqrt(3);
    double after = Math.exp(-(1 + 0.5) / 5.0) / Math.sqrt(3);

    assertThat(score(model, history(heard("a", 2), heard("b", 10)), "c"))
        .isCloseTo(a * together + b * after, within(1e-6));
  }

  @Test
  void takesATrackNobodyKnowsForNoSignOfLife() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS);

    assertThat(model.recommend(history(heard("a", 2), heard("new", 90)), 9, TrackFilter.ALL))
        .isEqualTo(model.recommend(history(heard("a", 2)), 9, TrackFilter.ALL));
  }

  @Test
  void endsTheTrainingAfterTheNewestPlayUnlessToldOtherwise() throws InterruptedException {
    long newest = (long) (3.5 * DAY);
    AlgorithmSettings told = algorithm().cutAt(newest + 1, AlgorithmSettings.DEFAULTS);
    History history = history(heard("a", 2));

    assertThat(train(PLAYS, AlgorithmSettings.DEFAULTS).recommend(history, 9, TrackFilter.ALL))
        .isEqualTo(train(PLAYS, told).recommend(history, 9, TrackFilter.ALL))
        .isNotEqualTo(train(PLAYS, SETTINGS).recommend(history, 9, TrackFilter.ALL));
  }

  @Test
  void pairsOnlyTheLastTracksButCountsAll() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS.with("max-history", "2"));
    // ben's last two of three are b and c; b still has two listeners.
    double b = (Math.exp(-1 / 10.0) + 0.5) / Math.sqrt(2 + 1);

    assertThat(score(model, history(heard("a", 2)), "c")).isZero();
    assertThat(score(model, history(heard("b", 3)), "c"))
        .isCloseTo(b * Math.exp(-(1 + 0.5) / 5.0) / Math.sqrt(3), within(1e-6));
  }

  @Test
  void keepsOnlyTheNearestNeighboursIfAsked() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS.with("neighbours", "1"));

    assertThat(score(model, history(heard("a", 2)), "b")).isPositive();
    assertThat(score(model, history(heard("a", 2)), "c")).isZero();
  }

  @Test
  void keepsATrackOfThePastHoweverFaintItIs() throws InterruptedException {
    List<Play> plays = List.of(play("ann", "a", 0), play("ann", "b", 1), play("ben", "c", 99_999));

    assertThat(
            train(plays, AlgorithmSettings.DEFAULTS.with("decay-days", "0.001"))
                .recommend(history(heard("a", 0)), 9, TrackFilter.ALL))
        .hasSize(2)
        .allSatisfy(track -> assertThat(track.score()).isFinite().isNotNegative());
  }

  @Test
  void explainsByTheSharesThatMadeTheScore() throws InterruptedException {
    Recommender model = train(PLAYS, SETTINGS);
    History history = history(heard("a", 2), heard("b", 3));
    List<Reason> reasons = model.explain(history, "c", 5);

    assertThat(reasons).extracting(Reason::trackId).containsExactly("b", "a");
    assertThat(reasons.stream().mapToDouble(Reason::weight).sum())
        .isCloseTo(score(model, history, "c"), within(1e-6));
  }

  @Test
  void refusesDaysThatAreNone() {
    assertThatThrownBy(() -> train(PLAYS, SETTINGS.with("input-days", "0")))
        .hasMessageStartingWith("item-item-recent: input-days is 0; set it to a number from 0.001");
    assertThatThrownBy(() -> train(PLAYS, SETTINGS.with("within-days", "-1")))
        .hasMessageStartingWith("item-item-recent: within-days is -1; set it to a number from 0");
  }

  @Test
  void stopsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> train(PLAYS, SETTINGS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void tellsHowFarItIs() throws InterruptedException {
    List<String> heard = new ArrayList<>();
    algorithm()
        .train(
            data(PLAYS),
            TrackVectors.NONE,
            SETTINGS,
            (stage, done, total) -> heard.add(stage + " " + done + "/" + total));

    assertThat(heard).containsExactly("similarities 0/3", "similarities 3/3");
  }

  private static Play play(String user, String track, double day) {
    return new Play(user, track, (long) (day * DAY));
  }

  private static HeardTrack heard(String track, double day) {
    return HeardTrack.once(track, (long) (day * DAY));
  }

  private static History history(HeardTrack... tracks) {
    return new History("somebody", Arrays.asList(tracks));
  }

  private static double score(Recommender model, History history, String track) {
    List<ScoredTrack> only = model.recommend(history, 1, track::equals);
    return only.get(0).score();
  }

  private static Recommender train(List<Play> plays, AlgorithmSettings settings)
      throws InterruptedException {
    return new RecentItemItem()
        .train(data(plays), TrackVectors.NONE, settings, TrainingListener.SILENT);
  }
}
