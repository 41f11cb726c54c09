// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.NeuralContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import org.junit.jupiter.api.Test;

class ShallowNetTest extends NeuralContract {
  @Override
  protected Algorithm algorithm() {
    return new ShallowNet();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("epochs", "3");
  }

  @Test
  void scoresATrackThatWasUploadedASecondAgo() throws InterruptedException {
    try (ContentRecommender model = trained(settings())) {
      model.upsert("new", content().byTrack().get("track-7"));
      float[] profile = model.profile(history("track-1", "track-2"));

      assertThat(model.score(profile, "new")).isEqualTo(model.score(profile, "track-7"));
      assertThat(model.recommend(history("track-1", "track-2"), 99, TrackFilter.ALL))
          .contains(new ScoredTrack("new", model.score(profile, "new")));
      model.remove("new");
      assertThat(model.score(profile, "new")).isNaN();
    }
  }

  @Test
  void refusesToScoreAVectorThatIsNotFinite() throws InterruptedException {
    try (ContentRecommender model = trained(settings())) {
      assertThatThrownBy(() -> model.upsert("new", new float[] {1, Float.NaN, 1}))
          .hasMessageContaining("the vector of new has NaN at place 1");
      assertThatThrownBy(() -> model.upsert("new", new float[] {1}))
          .hasMessageContaining("the vector of new has 1 values where 3 were expected");
    }
  }

  @Test
  void remembersWhatItLearnedOfAListener() throws InterruptedException {
    try (ContentRecommender model = trained(settings().with("width", "32"))) {
      assertThat(data(plays()).listeners())
          .anySatisfy(
              listener -> {
                History known = listener.history();
                History stranger = new History("stranger", known.tracks());
                assertThat(model.profile(known)).isNotEqualTo(model.profile(stranger));
                assertThat(model.profile(stranger)).isNotEmpty();
              });
    }
  }

  @Test
  void freezesTheTracksAsThePaperDoesAndTheListenersAsThePublishedCodeDoes()
      throws InterruptedException {
    AlgorithmSettings published =
        settings()
            .with("train-tracks", "true")
            .with("train-listeners", "false")
            .with("negative-side", "listeners")
            .with("confidence", "true")
            .with("l2", "0.001");
    try (ContentRecommender paper = trained(settings());
        ContentRecommender code = trained(published)) {
      TowerModel ofPaper = ((TowerRecommender) paper).model();
      TowerModel ofCode = ((TowerRecommender) code).model();

      assertThat(ofPaper.tracks()).isEmpty();
      assertThat(ofPaper.listeners()).isNotEmpty();
      assertThat(ofCode.tracks()).isNotEmpty();
      assertThat(ofCode.listeners()).isEmpty();
    }
  }

  @Test
  void refusesToDrawFromRowsThatAreNotThere() {
    assertThatThrownBy(() -> trained(settings().with("negative-range", "17052")))
        .hasMessageContaining("negative-range is 17052")
        .hasMessageContaining("set it to 0");
  }

  @Test
  void asksForContentIfItIsToReadAny() {
    assertThatThrownBy(
            () ->
                algorithm()
                    .train(
                        data(plays()),
                        TrackVectors.NONE,
                        settings().with("content", "true"),
                        TrainingRun.SILENT))
        .hasMessageContaining("there are no content vectors");
  }

  private ContentRecommender trained(AlgorithmSettings settings) throws InterruptedException {
    return (ContentRecommender)
        algorithm().train(data(plays()), content(), settings, TrainingRun.SILENT);
  }
}
