// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.sequence.SequenceRecommender;
import dev.segue.recommenders.sequence.Sequences;
import dev.segue.recommenders.training.TrainingLoop;
import dev.segue.recommenders.training.TrainingTask;
import dev.segue.recommenders.training.ValidationWindow;
import java.util.List;

/** Trains a network on a training set. */
final class GsasrecTraining implements TrainingTask {
  private static final int VALIDATION_LENGTH = 50;

  private final String name;
  private final GsasrecSettings settings;
  private final Catalogue catalogue;
  private final TrainingRun run;
  private final ValidationWindow window;
  private final GsasrecBatches batches;
  private Network network;

  GsasrecTraining(
      String name,
      GsasrecSettings settings,
      TrainingSet data,
      Catalogue catalogue,
      TrainingRun run) {
    this.name = name;
    this.settings = settings;
    this.catalogue = catalogue;
    this.run = run;
    GsasrecSettings.Optimisation how = settings.optimisation();
    this.window = ValidationWindow.of(data, run, how.window(), how.listeners(), settings.seed());
    this.batches =
        new GsasrecBatches(
            settings, Sequences.of(window.train(), catalogue, settings.data().order()));
  }

  /**
   * Trains.
   *
   * @param fingerprint of the training, for its checkpoints
   */
  SequenceRecommender train(TrackVectors content, String fingerprint) throws InterruptedException {
    ContentTable table =
        settings.content() ? ContentTable.of(content, catalogue) : ContentTable.NONE;
    try (Network trained =
        GsasrecNetwork.training(settings, builder -> table.declare(builder, settings))) {
      network = trained;
      if (run.previous().isPresent()) {
        WarmStart.from(run.previous().get(), trained, catalogue);
      }
      GsasrecWeights weights = trained(fingerprint);
      return GsasrecFiles.recommender(
          name,
          settings.shape(),
          settings.data().order(),
          catalogue,
          weights,
          table.standardiser(),
          content);
    }
  }

  @Override
  public int steps() {
    return batches.steps();
  }

  @Override
  public List<NDArray> batch(NDManager scope, int epoch, int step) {
    return batches.batch(scope, epoch, step);
  }

  @Override
  public double validate() throws InterruptedException {
    if (window.listeners() == 0) {
      return Double.NaN;
    }
    GsasrecWeights weights = GsasrecWeights.of(network, settings.shape());
    try (SequenceRecommender recommender =
        new SequenceRecommender(
            name,
            catalogue,
            settings.data().order(),
            new GsasrecModel(settings.shape(), 0, weights.transformer()),
            weights.items())) {
      return window.ndcg(recommender, VALIDATION_LENGTH);
    }
  }

  private GsasrecWeights trained(String fingerprint) throws InterruptedException {
    if (batches.steps() == 0) {
      return GsasrecWeights.of(network, settings.shape()).undecided();
    }
    GsasrecSettings.Optimisation how = settings.optimisation();
    try (Trainer trainer = new Trainer(network, how.adam(), Schedule.CONSTANT, settings.seed())) {
      new TrainingLoop(name, network, trainer, this, how.rule(), run, fingerprint).run();
    }
    return GsasrecWeights.of(network, settings.shape());
  }
}
