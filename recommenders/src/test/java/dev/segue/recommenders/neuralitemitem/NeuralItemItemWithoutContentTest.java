// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.NeuralContract;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeuralItemItemWithoutContentTest extends NeuralContract {
  @Override
  protected Algorithm algorithm() {
    return new NeuralItemItem();
  }

  @Override
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS.with("epochs", "3").with("content", "false");
  }

  @Test
  void givesEachHeardTrackItsShareOfTheScore() throws InterruptedException {
    try (Recommender model =
        algorithm().train(data(plays()), content(), settings(), TrainingRun.SILENT)) {
      SimilarityModel tables = ((SimilarityRecommender) model).model();
      int track = tables.catalogue().indexOf("track-3");
      int heard = tables.catalogue().indexOf("track-1");
      float[] a = tables.heard(heard, null);
      float[] b = tables.wanted(track, null);
      double product = 0;
      for (int i = 0; i < a.length; i++) {
        product += (double) a[i] * b[i];
      }
      float score =
          model.recommend(history("track-1"), 99, TrackFilter.ALL).stream()
              .filter(scored -> scored.trackId().equals("track-3"))
              .findFirst()
              .orElseThrow()
              .score();

      assertThat((double) score).isCloseTo(product + b[a.length], within(1e-6));
    }
  }

  @Test
  void learnsWhatIsHeardTogetherFromEitherKindOfTargetAndFromSampledCompetitors()
      throws InterruptedException {
    for (String targets : new String[] {"masked", "future"}) {
      for (String negatives : new String[] {"0", "8"}) {
        AlgorithmSettings settings =
            AlgorithmSettings.DEFAULTS
                .with("targets", targets)
                .with("negatives", negatives)
                .with("dimension", "16")
                .with("learning-rate", "0.02")
                .with("batch", "16")
                .with("epochs", "30");
        try (Recommender model =
            algorithm().train(circles(), TrackVectors.NONE, settings, TrainingRun.SILENT)) {
          assertThat(model.recommend(history("a1", "a2"), 3, TrackFilter.ALL))
              .as(settings.toString())
              .allSatisfy(track -> assertThat(track.trackId()).startsWith("a"));
        }
      }
    }
  }

  /** Three circles of listeners, each with ten tracks of its own. */
  private static TrainingSet circles() {
    List<Play> plays = new ArrayList<>();
    for (int listener = 0; listener < 60; listener++) {
      for (int i = 0; i < 6; i++) {
        String circle = "abc".substring(listener % 3, listener % 3 + 1);
        plays.add(
            new Play("user " + listener, circle + (listener * 7 + i * 3) % 10, listener + 60L * i));
      }
    }
    return data(plays);
  }
}
