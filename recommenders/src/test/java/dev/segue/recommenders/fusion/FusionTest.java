// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusionTest extends RecommenderContract {
  private static final long DAY = 86_400_000;

  @Override
  protected Algorithm algorithm() {
    return new Fusion();
  }

  /** One window and cheap components, but content: the contract trains often. */
  @Override
  protected AlgorithmSettings settings() {
    return super.settings().with("windows", "1").with("models", "recent,popular-14d,knn");
  }

  @Test
  void refusesAComponentThatThereIsNot() {
    assertRefused(settings().with("models", "recent,knm"), "did you mean knn?");
    assertRefused(settings().with("models", "fusion"), "fusion cannot be a component of itself");
    assertRefused(settings().with("models", "ease,ease"), "name each once");
  }

  @Test
  void refusesASettingThatAComponentDoesNotHave() {
    assertRefused(settings().with("recent.lambda", "3"), "item-item-recent has no setting lambda");
    assertRefused(settings().with("ease.lambda", "3"), "fusion has no setting ease.lambda");
  }

  @Test
  void usesThePriorWhereThereIsTooLittleToLearnFrom() throws Exception {
    FusionRecommender model = (FusionRecommender) train(plays().subList(0, 20));

    assertThat(model.weights().learnt()).isFalse();
  }

  @Test
  void learnsWhichComponentAnswersTheQuestion() throws Exception {
    AlgorithmSettings settings =
        settings().with("windows", "4").with("models", "random,item-item-recent");
    FusionRecommender model =
        (FusionRecommender)
            new Fusion()
                .train(data(cliques()), TrackVectors.NONE, settings, TrainingListener.SILENT);

    assertThat(model.weights().learnt()).isTrue();
    assertThat(model.weights().values()[1]).isGreaterThan(model.weights().values()[0] / 2);
  }

  @Test
  void ranksATrackThatNobodyHasPlayed() throws Exception {
    ContentRecommender model = (ContentRecommender) train(plays());
    History history = history("track-1", "track-2");
    model.upsert("uploaded now", content().byTrack().values().iterator().next());
    List<ScoredTrack> list = model.recommend(history, 100, TrackFilter.ALL);
    ScoredTrack uploaded =
        list.stream().filter(track -> track.trackId().equals("uploaded now")).findFirst().get();

    assertThat(uploaded.score()).isPositive();
    assertThat(model.score(model.profile(history), "uploaded now"))
        .isCloseTo(uploaded.score(), within(1e-6f));
    assertThat(model.explain(history, "uploaded now", 2)).isNotEmpty();

    model.remove("uploaded now");
    assertThat(model.recommend(history, 100, TrackFilter.ALL))
        .noneMatch(track -> track.trackId().equals("uploaded now"));
  }

  @Test
  void boundsTheScoreOfAKnownTrack() throws Exception {
    ContentRecommender model = (ContentRecommender) train(plays());
    History history = history("track-1", "track-2");
    for (ScoredTrack track : model.recommend(history, 100, TrackFilter.ALL)) {
      float bound = model.score(model.profile(history), track.trackId());
      if (!Float.isNaN(bound)) {
        assertThat(bound).isGreaterThanOrEqualTo(track.score());
      }
    }
  }

  @Test
  void isNoContentRecommenderWithoutContent() throws Exception {
    Recommender model =
        new Fusion()
            .train(
                data(plays()),
                TrackVectors.NONE,
                AlgorithmSettings.DEFAULTS,
                TrainingListener.SILENT);

    assertThat(model).isNotInstanceOf(ContentRecommender.class);
    assertThat(model.recommend(history("track-1"), 10, TrackFilter.ALL)).hasSize(10);
  }

  @Test
  void givesAComponentItsSettingAsItWasWritten() {
    assertRefused(
        AlgorithmSettings.DEFAULTS.with("models", "recent").with("recent.within-days", "1,5"),
        "1,5");
  }

  /** Listeners play the tracks of one of ten cliques, a new one every few days. */
  private static List<Play> cliques() {
    Random random = new Random(5);
    List<Play> plays = new ArrayList<>();
    for (int user = 0; user < 200; user++) {
      for (int day = 0; day < 300; day += 10) {
        String track = "track-" + user % 10 + "-" + random.nextInt(60);
        plays.add(new Play("user-" + user, track, day * DAY + user));
      }
    }
    return plays;
  }

  private void assertRefused(AlgorithmSettings settings, String message) {
    TrainingSet data = data(plays());
    assertThatThrownBy(() -> new Fusion().train(data, content(), settings, TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
