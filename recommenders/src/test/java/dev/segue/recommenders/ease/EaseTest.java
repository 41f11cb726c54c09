// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.Play;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EaseTest extends RecommenderContract {
  /** Two listeners have both tracks; one has a alone. */
  private static final List<Play> PLAYS =
      List.of(
          new Play("ann", "a", 1),
          new Play("ann", "b", 2),
          new Play("ben", "a", 3),
          new Play("ben", "b", 4),
          new Play("cat", "a", 5));

  @TempDir Path models;

  @Override
  protected Algorithm algorithm() {
    return new Ease();
  }

  /** λ = 1500 rounds the few plays of the contract to nothing. */
  @Override
  protected AlgorithmSettings settings() {
    return super.settings().with("lambda", "10");
  }

  @Test
  void weighsAsTheClosedFormSays() throws InterruptedException {
    // G = [[3 + 1, 2], [2, 2 + 1]], so that B(a, b) = 2 / 4 and B(b, a) = 2 / 3.
    assertThat(scores("1", "1", "0", "a").get("b")).isCloseTo(0.5f, within(1e-6f));
    assertThat(scores("1", "1", "0", "b").get("a")).isCloseTo(2 / 3f, within(1e-6f));
  }

  @Test
  void countsTracksHeardLongerAgoLess() throws InterruptedException {
    List<Play> plays =
        List.of(
            new Play("ann", "a", 1),
            new Play("ann", "b", 2),
            new Play("ann", "c", 3),
            new Play("ben", "a", 3),
            new Play("ben", "c", 4),
            new Play("cat", "b", 5),
            new Play("cat", "c", 6));
    Recommender model = train(plays, settings().with("decay", "0.5").with("floor", "0.25"));
    float one = model.recommend(history("a"), 1, only("c")).get(0).score() / 1.25f;

    assertThat(model.recommend(history("a", "b"), 1, only("c")).get(0).score())
        .isCloseTo(one * 1.25f + one * 0.75f, within(1e-6f));
    assertThat(model.explain(history("a", "b"), "c", 2).get(0).trackId()).isEqualTo("b");
  }

  @Test
  void penalisesPopularTracksMoreIfAsked() throws InterruptedException {
    // a has three listeners, b two: (4, 3) over their mean, times 7, is (8, 6).
    AlgorithmSettings settings = equal().with("lambda", "7").with("popularity-power", "1");

    assertThat(scores(settings, "a").get("b")).isCloseTo(2 / (3 + 8f), within(1e-6f));
    assertThat(scores(settings, "b").get("a")).isCloseTo(2 / (2 + 6f), within(1e-6f));
  }

  @Test
  void countsListenersOfManyTracksLessIfAsked() throws InterruptedException {
    // ann and ben count half, so that G = [[½ + ½ + 1 + 1, ½ + ½], [½ + ½, ½ + ½ + 1]].
    AlgorithmSettings settings = equal().with("lambda", "1").with("listener-power", "1");

    assertThat(scores(settings, "a").get("b")).isCloseTo(1 / 3f, within(1e-6f));
    assertThat(scores(settings, "b").get("a")).isCloseTo(1 / 2f, within(1e-6f));
  }

  @Test
  void countsWholeHistoriesEvenWhereItLeavesTracksOut() throws InterruptedException {
    List<Play> plays = new ArrayList<>(PLAYS);
    plays.add(new Play("ann", "rare", 6));
    AlgorithmSettings settings =
        equal().with("lambda", "1").with("listener-power", "1").with("max-tracks", "2");
    float ann = 1 / 3f;
    float ben = 1 / 2f;

    assertThat(train(plays, settings).recommend(history("a"), 1, only("b")).get(0).score())
        .isCloseTo((ann + ben) / (ann + ben + 1 + 1), within(1e-6f));
  }

  @Test
  void listensToTheLastHoursOnlyIfAsked() throws InterruptedException {
    List<Play> plays = new ArrayList<>(PLAYS);
    plays.add(new Play("dan", "b", 6));
    plays.add(new Play("dan", "c", 7));
    plays.add(new Play("eve", "a", 8));
    plays.add(new Play("eve", "c", 9));
    Recommender model = train(plays, settings().with("last-hours", "2"));
    long hour = Duration.ofHours(1).toMillis();
    float a = score(model, HeardTrack.once("a", 0));
    float b = score(model, HeardTrack.once("b", 0));

    assertThat(score(model, HeardTrack.once("a", 0), HeardTrack.once("b", 2 * hour + 1)))
        .isEqualTo(b);
    assertThat(score(model, HeardTrack.once("a", 0), HeardTrack.once("b", 2 * hour)))
        .isCloseTo(a + b, within(1e-6f));
    assertThat(
            score(
                model,
                HeardTrack.once("a", 0),
                HeardTrack.once("b", hour),
                HeardTrack.once("new", 9 * hour)))
        .isCloseTo(a + b, within(1e-6f));
  }

  @Test
  void keepsWhatItListensToWhenItIsSaved() throws Exception {
    AlgorithmSettings settings = settings().with("last-hours", "2");
    Recommender model = train(PLAYS, settings);
    Artifact artifact =
        Artifact.write(models.resolve("ease"), new Ease(), model, settings, null, Map.of());
    History history =
        new History(
            "somebody", List.of(HeardTrack.once("b", 0), HeardTrack.once("a", 100_000_000)));
    Recommender loaded = new Ease().load(artifact, TrackVectors.NONE);

    assertThat(model.explain(history, "b", 9)).isNotEmpty();
    assertThat(loaded.explain(history, "b", 9)).isEqualTo(model.explain(history, "b", 9));
    assertThat(loaded.explain(history, "a", 9)).isEmpty();
  }

  @Test
  void leavesTracksBeyondTheLimitToTheirPopularity() throws InterruptedException {
    Recommender model = train(PLAYS, settings().with("max-tracks", "1"));

    assertThat(model.recommend(history("a"), 9, TrackFilter.ALL))
        .containsExactly(new ScoredTrack("b", 0));
  }

  @Test
  void refusesAPenaltyOfZero() {
    assertThatThrownBy(() -> train(PLAYS, settings().with("lambda", "0")))
        .hasMessageContaining("ease: lambda is 0; set it to a number from 0.001");
  }

  /** Every heard track counts 1. */
  private AlgorithmSettings equal() {
    return settings().with("decay", "1").with("floor", "0");
  }

  private Map<String, Float> scores(String lambda, String decay, String floor, String... heard)
      throws InterruptedException {
    AlgorithmSettings settings =
        settings().with("lambda", lambda).with("decay", decay).with("floor", floor);
    return scores(settings, heard);
  }

  private static Map<String, Float> scores(AlgorithmSettings settings, String... heard)
      throws InterruptedException {
    return train(PLAYS, settings).recommend(history(heard), 9, TrackFilter.ALL).stream()
        .collect(Collectors.toMap(ScoredTrack::trackId, ScoredTrack::score));
  }

  private static Recommender train(List<Play> plays, AlgorithmSettings settings)
      throws InterruptedException {
    return new Ease().train(data(plays), TrackVectors.NONE, settings, TrainingListener.SILENT);
  }

  private static float score(Recommender model, HeardTrack... heard) {
    History history = new History("somebody", List.of(heard));
    return model.recommend(history, 1, only("c")).get(0).score();
  }

  private static TrackFilter only(String track) {
    return track::equals;
  }
}
