// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every algorithm promises besides that trains in epochs. */
public abstract class NeuralContract extends RecommenderContract {
  @TempDir Path trainings;

  @Test
  void givesAnotherModelForAnotherSeed() throws InterruptedException {
    AlgorithmSettings other = new AlgorithmSettings(43, settings().values());
    try (Recommender model = train(settings(), TrainingRun.SILENT);
        Recommender another = train(other, TrainingRun.SILENT)) {
      assertThat(another.recommend(history("track-1"), 40, TrackFilter.ALL))
          .isNotEqualTo(model.recommend(history("track-1"), 40, TrackFilter.ALL));
    }
  }

  @Test
  void goesOnWhereAKilledTrainingWas() throws Exception {
    Path folder = trainings.resolve("checkpoints");
    List<ScoredTrack> expected;
    try (Recommender model = train(settings(), TrainingRun.SILENT)) {
      expected = model.recommend(history("track-1"), 40, TrackFilter.ALL);
    }
    int[] epochs = {0};
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void progress(String stage, long done, long total) {}

          @Override
          public void measured(String measure, long epoch, double value) {
            epochs[0]++;
            // The loop saves after it reports; the flag ends it in the next epoch.
            Thread.currentThread().interrupt();
          }
        };
    assertThatThrownBy(() -> train(settings(), TrainingRun.heardBy(killer).savedIn(folder)))
        .isInstanceOf(InterruptedException.class);
    assertThat(epochs[0]).isPositive();
    assertThat(folder).isNotEmptyDirectory();

    try (Recommender resumed = train(settings(), TrainingRun.SILENT.savedIn(folder))) {
      assertThat(resumed.recommend(history("track-1"), 40, TrackFilter.ALL)).isEqualTo(expected);
    }
  }

  @Test
  void startsFromThePreviousModel() throws Exception {
    try (Recommender model = train(settings(), TrainingRun.SILENT)) {
      Artifact before =
          Artifact.write(
              trainings.resolve("before"), algorithm(), model, settings(), null, Map.of());
      try (Recommender same =
          train(settings().with("epochs", "0"), TrainingRun.SILENT.from(before))) {
        List<ScoredTrack> expected = model.recommend(history("track-1"), 40, TrackFilter.ALL);
        List<ScoredTrack> found = same.recommend(history("track-1"), 40, TrackFilter.ALL);
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i).score()).isCloseTo(expected.get(i).score(), within(1e-4f));
        }
      }
    }
  }

  private Recommender train(AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    return algorithm().train(data(plays()), content(), settings, run);
  }
}
