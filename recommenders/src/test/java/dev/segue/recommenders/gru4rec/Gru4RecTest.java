// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.SessionRecommender;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.Play;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gru4RecTest extends RecommenderContract {
  @TempDir Path models;

  @Override
  protected Algorithm algorithm() {
    return new Gru4Rec();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("width", "16").with("epochs", "2");
  }

  /** Blocks of the network's matrix products depend on the size of the batch. */
  @Override
  protected float scoreTolerance() {
    return 1e-4f;
  }

  /** In every session one track follows another around a ring, from a place of its own. */
  private static List<Play> rings() {
    List<Play> plays = new ArrayList<>();
    for (int session = 0; session < 60; session++) {
      for (int i = 0; i < 6; i++) {
        plays.add(new Play("s" + session, "t" + (session + i) % 12, 1_000L * session + i));
      }
    }
    return plays;
  }

  @Test
  void learnsWhatFollowsUnderEachLossAndShape() throws InterruptedException {
    for (String loss : List.of("softmax", "sampled-softmax")) {
      for (String attention : List.of("true", "false")) {
        for (String temperature : List.of("0", "0.1")) {
          AlgorithmSettings settings =
              settings()
                  .with("loss", loss)
                  .with("attention", attention)
                  .with("temperature", temperature)
                  .with("negatives", "8")
                  .with("batch", "40")
                  .with("learning-rate", "0.02")
                  .with("epochs", "15");
          try (SessionRecommender model = train(rings(), settings, TrainingRun.SILENT)) {
            assertThat(model.next(List.of(List.of("t3", "t4"), List.of("t9", "t10")), 1))
                .as(settings.toString())
                .extracting(list -> list.get(0).trackId())
                .containsExactly("t5", "t11");
          }
        }
      }
    }
  }

  @Test
  void comesBackToATrackOfTheSession() throws InterruptedException {
    List<Play> plays = new ArrayList<>();
    for (int session = 0; session < 40; session++) {
      for (int i = 0; i < 6; i++) {
        plays.add(
            new Play("s" + session, (session % 2 == 0 ? "a" : "b") + i % 2, 100L * session + i));
      }
    }
    AlgorithmSettings settings =
        settings().with("batch", "40").with("learning-rate", "0.02").with("epochs", "15");
    try (SessionRecommender model = train(plays, settings, TrainingRun.SILENT)) {
      assertThat(model.next(List.of(List.of("a0", "a1")), 1).get(0))
          .extracting(ScoredTrack::trackId)
          .containsExactly("a0");
    }
  }

  @Test
  void startsTracksThatArePlayedTogetherAlike() throws InterruptedException {
    AlgorithmSettings untrained = settings().with("epochs", "0");
    try (Recommender model = train(rings(), untrained, TrainingRun.SILENT)) {
      // Neighbours on the ring explain each other before anything is trained.
      assertThat(model.explain(history("t2", "t8"), "t3", 1).get(0).trackId()).isEqualTo("t2");
    }
  }

  @Test
  void trainsOnSinglePlays() throws InterruptedException {
    List<Play> single =
        List.of(new Play("x", "a", 1), new Play("y", "b", 2), new Play("z", "a", 3));
    try (Recommender model = train(single, settings(), TrainingRun.SILENT)) {
      assertThat(model.recommend(history(), 5, TrackFilter.ALL))
          .extracting(ScoredTrack::trackId)
          .containsExactly("a", "b");
      assertThat(model.recommend(history("a"), 5, TrackFilter.ALL)).hasSize(1);
    }
  }

  @Test
  void startsFromThePreviousModel() throws Exception {
    try (Recommender before = train(rings(), settings(), TrainingRun.SILENT)) {
      Artifact artifact =
          Artifact.write(models.resolve("before"), algorithm(), before, settings(), null, Map.of());
      List<Play> more = new ArrayList<>(rings());
      for (int session = 0; session < 60; session++) {
        more.add(new Play("s" + session, "new", 1_000_000));
      }
      AlgorithmSettings untrained = settings().with("epochs", "0");
      try (Recommender warm = train(more, untrained, TrainingRun.SILENT.from(artifact))) {
        assertThat(warm.recommend(history("t1", "t2"), 30, id -> !id.equals("new")))
            .isEqualTo(before.recommend(history("t1", "t2"), 30, TrackFilter.ALL));
      }
    }
  }

  private SessionRecommender train(List<Play> plays, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    return (SessionRecommender) algorithm().train(data(plays), TrackVectors.NONE, settings, run);
  }
}
