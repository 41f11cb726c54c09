// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Bert4RecContentTest extends RecommenderContract {
  @Override
  protected Algorithm algorithm() {
    return new Bert4Rec();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS
        .with("width", "16")
        .with("feed-forward", "16")
        .with("epochs", "1");
  }

  /** Blocks of the network's matrix products depend on the size of the batch. */
  @Override
  protected float scoreTolerance() {
    return 1e-4f;
  }

  @Test
  void scoresATrackUploadedASecondAgoAsOneThatSoundsTheSame() throws InterruptedException {
    String known = content().byTrack().keySet().iterator().next();
    try (ContentRecommender model = trained(settings(), content())) {
      model.upsert("uploaded", content().byTrack().get(known));
      float[] profile = model.profile(history("track-1", "track-2"));

      assertThat(model.score(profile, "uploaded")).isEqualTo(model.score(profile, known));
      assertThat(model.recommend(history("track-1"), 1000, TrackFilter.ALL))
          .extracting(ScoredTrack::trackId)
          .contains("uploaded");
    }
  }

  @Test
  void hearsATrackUploadedASecondAgo() throws InterruptedException {
    try (ContentRecommender model = trained(settings(), content())) {
      History history = history("track-1", "uploaded");
      float[] before = model.profile(history);
      model.upsert("uploaded", new float[] {1, 2, 3});

      assertThat(model.profile(history)).isNotEqualTo(before);
    }
  }

  @Test
  void leavesTheTableAsTheContentIsWhereItIsFrozenWithoutProjection() throws InterruptedException {
    AlgorithmSettings study =
        settings().with("projection", "false").with("frozen", "true").with("width", "3");
    assertThat(score(study.with("heads", "1"), "same")).isTrue();
    assertThat(score(study.with("heads", "1").with("frozen", "false"), "same")).isFalse();
  }

  /** Whether a track scores as another with its vector does, after training. */
  private boolean score(AlgorithmSettings settings, String copy) throws InterruptedException {
    try (ContentRecommender model = trained(settings, content())) {
      model.upsert(copy, content().byTrack().get("track-1"));
      float[] profile = model.profile(history("track-2"));
      return model.score(profile, copy) == model.score(profile, "track-1");
    }
  }

  @Test
  void refusesAVectorThatIsNotANumberNamingItsTrack() {
    Map<String, float[]> broken = new HashMap<>(content().byTrack());
    broken.put("track-1", new float[] {1, Float.NaN, 0});

    assertThatThrownBy(() -> trained(settings(), new TrackVectors(3, broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("track-1");
  }

  @Test
  void refusesToReadContentThatIsNotThere() {
    assertThatThrownBy(() -> trained(settings().with("content", "true"), TrackVectors.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("embed the catalogue first");
  }

  private ContentRecommender trained(AlgorithmSettings settings, TrackVectors content)
      throws InterruptedException {
    return (ContentRecommender)
        algorithm().train(data(plays()), content, settings, TrainingListener.SILENT);
  }
}
