// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.Play;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EaseTest extends RecommenderContract {
  /** Two listeners have both tracks; one has a alone. */
  private static final List<Play> PLAYS =
      List.of(
          new Play("ann", "a", 1),
          new Play("ann", "b", 2),
          new Play("ben", "a", 3),
          new Play("ben", "b", 4),
          new Play("cat", "a", 5));

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

  private Map<String, Float> scores(String lambda, String decay, String floor, String... heard)
      throws InterruptedException {
    AlgorithmSettings settings =
        settings().with("lambda", lambda).with("decay", decay).with("floor", floor);
    return train(PLAYS, settings).recommend(history(heard), 9, TrackFilter.ALL).stream()
        .collect(Collectors.toMap(ScoredTrack::trackId, ScoredTrack::score));
  }

  private static Recommender train(List<Play> plays, AlgorithmSettings settings)
      throws InterruptedException {
    return new Ease().train(data(plays), TrackVectors.NONE, settings, TrainingListener.SILENT);
  }

  private static TrackFilter only(String track) {
    return track::equals;
  }
}
