// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.sequence.Sequences;
import dev.segue.recommenders.sequence.Windows;
import dev.segue.recommenders.training.TrainingLoop;
import dev.segue.recommenders.training.TrainingTask;
import dev.segue.recommenders.training.ValidationWindow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One training of BERT4Rec. */
final class Bert4RecTraining {
  /** The tracks of a list that validation looks at, as in the study. */
  private static final int VALIDATED = 50;

  private final Catalogue catalogue;
  private final TrackVectors content;
  private final Standardiser standardiser;
  private final Bert4RecSettings settings;
  private final long seed;
  private final TrainingRun run;

  Bert4RecTraining(
      Catalogue catalogue,
      TrackVectors content,
      Bert4RecSettings settings,
      long seed,
      TrainingRun run) {
    this.catalogue = catalogue;
    this.content = content;
    this.settings = settings;
    this.seed = seed;
    this.run = run;
    this.standardiser = standardiser();
  }

  /**
   * Trains on a set.
   *
   * @param fingerprint of the training
   */
  Recommender train(TrainingSet data, String fingerprint) throws InterruptedException {
    ValidationWindow window =
        ValidationWindow.of(data, run, settings.validation(), settings.validationListeners(), seed);
    Sequences sequences = Sequences.of(window.train(), catalogue, Bert4Rec.ORDER);
    Windows windows = Windows.last(sequences, settings.length(), 1);
    try (Network network = network();
        Trainer trainer = new Trainer(network, adam(), Schedule.CONSTANT, seed)) {
      run.previous().ifPresent(model -> WarmStart.of(network, model, catalogue));
      if (windows.size() > 0) {
        TrainingTask task = task(network, windows, window);
        new TrainingLoop(
                Bert4Rec.NAME, network, trainer, task, settings.stopping(), run, fingerprint)
            .run();
      }
      return recommender(network);
    }
  }

  private Adam adam() {
    return Adam.DEFAULTS.withLearningRate(settings.learningRate());
  }

  private Network network() {
    return Bert4RecNetwork.create(
        table(),
        catalogue.size(),
        settings.sizes(),
        settings.dropout(),
        settings.attentionDropout(),
        settings.negatives() > 0,
        seed);
  }

  private TrainingTask task(Network network, Windows windows, ValidationWindow window) {
    MaskedBatches batches =
        new MaskedBatches(
            windows,
            catalogue.size(),
            settings.batch(),
            settings.mask(),
            settings.negatives(),
            seed);
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
      public double validate() throws InterruptedException {
        if (window.listeners() == 0) {
          return Double.NaN;
        }
        try (Recommender now = recommender(network)) {
          return window.ndcg(now, VALIDATED);
        }
      }
    };
  }

  private Recommender recommender(Network network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(network.tensors());
    tensors.keySet().removeIf(ItemTable.Projected::holdsContent);
    try (NDManager scope = Torch.scope()) {
      float[] table = network.call(scope, "items").get(0).toFloatArray();
      long rows = catalogue.size() + 2L;
      tensors.put(
          ItemTable.ITEMS, Tensor.of(ItemTable.ITEMS, table, rows, settings.sizes().width()));
    }
    BertWeights weights =
        new BertWeights(settings.sizes(), settings.predictLength(), standardiser, tensors);
    return Bert4Rec.serving(catalogue, weights, content);
  }

  /** Vectors that are rows stay as they are; those that are projected are scaled first. */
  private Standardiser standardiser() {
    if (!settings.content()) {
      return null;
    }
    return settings.projection()
        ? Standardiser.fit(content)
        : Standardiser.identity(content.dimension());
  }

  private ItemTable table() {
    boolean large = settings.negatives() > 0 && catalogue.size() > ItemTable.LARGE;
    ItemTable.Change change = large ? ItemTable.Change.ROW_SPARSE : ItemTable.Change.TRAINED;
    if (settings.frozen()) {
      change = ItemTable.Change.FROZEN;
    }
    Initial drawn = Initial.normal(ItemTable.DEVIATION);
    if (!settings.content()) {
      return new ItemTable.Rows(drawn, change);
    }
    int dimension = content.dimension();
    float[] vectors = new float[(catalogue.size() + 2) * dimension];
    float[] present = new float[catalogue.size() + 2];
    for (int i = 0; i < catalogue.size(); i++) {
      float[] vector = content.byTrack().get(catalogue.id(i));
      if (vector != null) {
        System.arraycopy(standardiser.apply(vector), 0, vectors, i * dimension, dimension);
        present[i] = 1;
      }
    }
    return settings.projection()
        ? new ItemTable.Projected(vectors, present, dimension)
        : new ItemTable.Rows(overwritten(drawn, vectors, present), change);
  }

  /** Random rows, and the content's where there is any. */
  private static Initial overwritten(Initial drawn, float[] vectors, float[] present) {
    return (shape, random) -> {
      float[] values = drawn.values(shape, random);
      int dimension = (int) shape[1];
      for (int i = 0; i < present.length; i++) {
        if (present[i] > 0) {
          System.arraycopy(vectors, i * dimension, values, i * dimension, dimension);
        }
      }
      return values;
    };
  }
}
