// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.sequence.Sequences;
import dev.segue.recommenders.sequence.Windows;
import dev.segue.recommenders.training.StoppingRule;
import dev.segue.recommenders.training.TrainingLoop;
import dev.segue.recommenders.training.TrainingTask;
import java.util.List;

/** One training of GRU4Rec: a fixed number of epochs, over which the learning rate falls. */
final class Gru4RecTraining {
  /** Steps over which the learning rate rises, unless a tenth of all steps is less. */
  private static final int WARM_UP = 200;

  /** The share of the learning rate that the last step has. */
  private static final double LAST = 0.05;

  private final Catalogue catalogue;
  private final Gru4RecSettings settings;
  private final long seed;

  Gru4RecTraining(Catalogue catalogue, Gru4RecSettings settings, long seed) {
    this.catalogue = catalogue;
    this.settings = settings;
    this.seed = seed;
  }

  GruModel train(TrainingSet data, TrainingRun run, String fingerprint)
      throws InterruptedException {
    Sequences sequences = Sequences.of(data, catalogue, settings.order());
    // One track more than a sequence: the last is a target only.
    Windows windows = Windows.all(sequences, settings.shape().length() + 1, 2, 1);
    long[] counts = sequences.counts(catalogue.size());
    SessionBatches batches =
        new SessionBatches(windows, counts, settings.batch(), settings.negatives(), seed);
    Adam adam = Adam.DEFAULTS.withLearningRate(settings.learningRate());
    long steps = (long) batches.steps() * settings.epochs();
    try (Network network = network(sequences, run);
        Trainer trainer = new Trainer(network, adam, schedule(steps), seed)) {
      run.previous().ifPresent(model -> GruFile.warmStart(network, model, catalogue));
      if (windows.size() > 0) {
        StoppingRule rule = new StoppingRule(settings.epochs(), Integer.MAX_VALUE, 0);
        new TrainingLoop(Gru4Rec.NAME, network, trainer, task(batches), rule, run, fingerprint)
            .run();
      }
      return new GruModel(settings.shape(), network.tensors());
    }
  }

  private static Schedule schedule(long steps) {
    double warmUp = Math.max(1, Math.min(WARM_UP, steps / 10.0));
    return step ->
        Math.min(1, step / warmUp) * (1 - (1 - LAST) * Math.min(1, (double) step / steps));
  }

  private Network network(Sequences sequences, TrainingRun run) {
    return GruNetwork.training(
        settings.shape(),
        catalogue.size(),
        table(sequences, run),
        settings.negatives() > 0,
        settings.inputDropout(),
        settings.dropout(),
        seed);
  }

  private Initial table(Sequences sequences, TrainingRun run) {
    int width = settings.shape().width();
    Initial drawn = Initial.linear(width);
    if (!settings.coPlays() || run.previous().isPresent() || catalogue.size() == 0) {
      return drawn;
    }
    CoPlayMatrix matrix = CoPlayMatrix.of(sequences, catalogue.size(), settings.window());
    float[] factors = CoPlayFactors.of(matrix, width, seed);
    return (shape, random) -> {
      float[] values = drawn.values(shape, random);
      for (int i = 0; i < factors.length; i++) {
        // As long as drawn rows are, and a tenth of those: tracks of no pair have nothing else.
        values[i] = values[i] / 10 + factors[i] / (float) Math.sqrt(3);
      }
      return values;
    };
  }

  private static TrainingTask task(SessionBatches batches) {
    return new TrainingTask() {
      @Override
      public int steps() {
        return batches.steps();
      }

      @Override
      public List<NDArray> batch(NDManager scope, int epoch, int step) {
        return batches.batch(scope, epoch, step);
      }

      @Override
      public double validate() {
        return Double.NaN;
      }
    };
  }
}
