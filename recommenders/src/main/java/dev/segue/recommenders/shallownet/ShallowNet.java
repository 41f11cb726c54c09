// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.training.Fingerprint;
import dev.segue.recommenders.training.ValidationWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Shallow Net: one Linear layer with ReLU for listeners and tracks, compared by cosine, trained
 * with a max-margin hinge loss (Tamm and Aljanaki, RecSys 2024). Tracks are frozen content vectors,
 * listeners start at the mean of what they heard and are trained; without content both are random
 * tables, the control that the study compares with. The README of the package has the settings, and
 * how the published code differs from the paper.
 */
public final class ShallowNet implements Algorithm {
  static final String NAME = "shallownet";

  /** Content of which nothing is known but that there is some. */
  private static final TrackVectors SOME = new TrackVectors(1, Map.of());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsContent() {
    return true;
  }

  @Override
  public void check(AlgorithmSettings settings) {
    ShallowNetSettings.read(settings, SOME);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    ShallowNetSettings read = ShallowNetSettings.read(settings, content);
    TrackVectors vectors = read.content() ? content : TrackVectors.NONE;
    vectors.requireFinite();
    int held = read.validation().isZero() ? 0 : read.validationListeners();
    ValidationWindow window =
        ValidationWindow.of(data, run, read.validation(), held, settings.seed());
    Tables tables = Tables.of(Catalogue.of(data), window.train(), vectors, read);
    TowerTraining training =
        new TowerTraining(read, tables, window, previous(run), settings.seed());
    String fingerprint = Fingerprint.of(NAME, settings, data, content, run);
    return tables.recommender(training.train(run, fingerprint));
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    ((TowerRecommender) recommender).model().save(folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    TowerModel model = TowerModel.read(artifact.folder());
    if (model.content().isEmpty()) {
      return new TowerRecommender(model);
    }
    model.content().get().requireDimension(content);
    return new ContentTowerRecommender(model, content);
  }

  private static Optional<TowerModel> previous(TrainingRun run) {
    return run.previous(artifact -> TowerModel.read(artifact.folder()));
  }
}
