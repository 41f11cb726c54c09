// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.RecommenderContract;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.Play;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Bert4RecTest extends RecommenderContract {
  @TempDir Path models;

  @Override
  protected Algorithm algorithm() {
    return new Bert4Rec();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS
        .with("content", "false")
        .with("width", "16")
        .with("feed-forward", "16")
        .with("epochs", "1");
  }

  /** Blocks of the network's matrix products depend on the size of the batch. */
  @Override
  protected float scoreTolerance() {
    return 1e-4f;
  }

  /** Everybody hears one of two rows of tracks, from a random place on. */
  private static List<Play> twoRows() {
    List<Play> plays = new ArrayList<>();
    for (int user = 0; user < 60; user++) {
      String row = user % 2 == 0 ? "a" : "b";
      for (int i = 0; i < 8; i++) {
        plays.add(new Play("user-" + user, row + (user / 2 + i) % 12, 1_000L * (10 * user + i)));
      }
    }
    return plays;
  }

  @Test
  void learnsWhatIsHeardTogether() throws InterruptedException {
    for (String loss : List.of("softmax", "sampled-softmax")) {
      AlgorithmSettings settings =
          settings()
              .with("loss", loss)
              .with("negatives", "16")
              .with("epochs", "8")
              .with("batch", "16")
              .with("learning-rate", "0.01");
      try (Recommender model = train(twoRows(), settings, TrainingRun.SILENT)) {
        List<ScoredTrack> list =
            model.recommend(history("a1", "a2", "a3", "a4"), 6, TrackFilter.ALL);

        assertThat(list)
            .as(loss)
            .extracting(ScoredTrack::trackId)
            .allMatch(id -> id.startsWith("a"));
      }
    }
  }

  @Test
  void masksTheLastTrackWhereChanceMasksNone() throws InterruptedException {
    AlgorithmSettings rarely = settings().with("mask", "0.01");
    List<Play> one = List.of(new Play("somebody", "a", 1), new Play("somebody", "b", 2));

    try (Recommender model = train(one, rarely, TrainingRun.SILENT)) {
      assertThat(model.recommend(history("a"), 5, TrackFilter.ALL))
          .extracting(ScoredTrack::trackId)
          .containsExactly("b");
    }
  }

  @Test
  void trainsOnASinglePlay() throws InterruptedException {
    try (Recommender model =
        train(List.of(new Play("somebody", "a", 1)), settings(), TrainingRun.SILENT)) {
      assertThat(model.recommend(history(), 5, TrackFilter.ALL)).hasSize(1);
      assertThat(model.recommend(history("a"), 5, TrackFilter.ALL)).isEmpty();
    }
  }

  @Test
  void startsFromThePreviousModel() throws Exception {
    AlgorithmSettings untrained = settings().with("epochs", "0");
    try (Recommender before = train(twoRows(), settings(), TrainingRun.SILENT)) {
      Artifact artifact =
          Artifact.write(models.resolve("before"), algorithm(), before, settings(), null, Map.of());
      List<Play> more = new ArrayList<>(twoRows());
      for (int user = 0; user < 60; user++) {
        // The new most popular track moves all others in the catalogue.
        more.add(new Play("user-" + user, "new", 1_000_000));
      }
      History history = history("a1", "a2");
      try (Recommender warm = train(more, untrained, TrainingRun.SILENT.from(artifact))) {
        TrackFilter old = id -> !id.equals("new");

        assertThat(warm.recommend(history, 30, old))
            .isEqualTo(before.recommend(history, 30, TrackFilter.ALL));
      }
    }
  }

  @Test
  void goesOnFromItsCheckpoint() throws Exception {
    AlgorithmSettings longer = settings().with("epochs", "4");
    Path folder = models.resolve("checkpoints");
    TrainingListener killer =
        (stage, done, total) -> {
          if (done == 3) {
            Thread.currentThread().interrupt();
          }
        };
    History history = history("a1", "a2");

    assertThatThrownBy(() -> train(twoRows(), longer, TrainingRun.heardBy(killer).savedIn(folder)))
        .isInstanceOf(InterruptedException.class);
    assertThat(folder).isNotEmptyDirectory();
    try (Recommender resumed = train(twoRows(), longer, TrainingRun.SILENT.savedIn(folder));
        Recommender straight = train(twoRows(), longer, TrainingRun.SILENT)) {
      assertThat(resumed.recommend(history, 30, TrackFilter.ALL))
          .isEqualTo(straight.recommend(history, 30, TrackFilter.ALL));
    }
  }

  @Test
  void refusesHeadsThatDoNotShareTheWidth() {
    assertThatThrownBy(() -> train(twoRows(), settings().with("heads", "3"), TrainingRun.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("width is 16, which 3 heads cannot share");
  }

  private Recommender train(List<Play> plays, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    return algorithm().train(data(plays), TrackVectors.NONE, settings, run);
  }
}
