// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.training.TrainingLoop;
import dev.segue.recommenders.training.TrainingTask;
import dev.segue.recommenders.training.ValidationWindow;
import java.util.List;
import java.util.Optional;

/** One training of the tower and its tables. */
final class TowerTraining implements TrainingTask {
  private static final int VALIDATION_DEPTH = 50;

  private final ShallowNetSettings settings;
  private final Tables tables;
  private final ValidationWindow window;
  private final Optional<TowerModel> previous;
  private final long seed;
  private final PairBatches batches;
  private final int anchorRows;
  private final int otherRows;
  private Network network;

  TowerTraining(
      ShallowNetSettings settings,
      Tables tables,
      ValidationWindow window,
      Optional<TowerModel> previous,
      long seed) {
    this.settings = settings;
    this.tables = tables;
    this.window = window;
    this.previous = previous;
    this.seed = seed;
    boolean drawsListeners = settings.loss().side() == Negatives.LISTENERS;
    int listeners = tables.pairs().listenerIds().size();
    int tracks = tables.trackIds().size();
    this.anchorRows = drawsListeners ? tracks : listeners;
    this.otherRows = drawsListeners ? listeners : tracks;
    int pairs = tables.pairs().size();
    this.batches =
        new PairBatches(tables.pairs(), settings.loss(), range(), settings.batch(pairs), seed);
  }

  TowerModel train(TrainingRun run, String training) throws InterruptedException {
    if (tables.pairs().size() == 0) {
      return tables.model(untrained(), null, null);
    }
    Adam adam = Adam.DEFAULTS.withLearningRate(settings.learningRate());
    try (Network made = network();
        Trainer trainer = new Trainer(made, adam, Schedule.CONSTANT, seed)) {
      network = made;
      previous.filter(model -> fits(model.layer())).ifPresent(model -> load(model.layer()));
      new TrainingLoop(ShallowNet.NAME, made, trainer, this, settings.stopping(), run, training)
          .run();
      return model();
    }
  }

  @Override
  public int steps() {
    return batches.count();
  }

  @Override
  public List<NDArray> batch(NDManager scope, int epoch, int step) {
    return batches.batch(epoch, step).inputs(scope, anchorRows, otherRows);
  }

  @Override
  public double validate() throws InterruptedException {
    return window.listeners() == 0
        ? Double.NaN
        : window.ndcg(tables.recommender(model()), VALIDATION_DEPTH);
  }

  private Network network() {
    float[] tracks = tables.startOfTracks(seed, previous);
    float[] listeners = tables.startOfListeners(tracks, settings.meanStart(), seed, previous);
    int dimension = tables.dimension();
    return Tower.network(
        seed,
        new Tower.Table(
            Initial.of(listeners),
            tables.pairs().listenerIds().size(),
            dimension,
            settings.trainListeners()),
        new Tower.Table(
            Initial.of(tracks), tables.trackIds().size(), dimension, settings.trainTracks()),
        settings.width(dimension),
        settings.loss());
  }

  private TowerModel model() {
    TowerLayer layer = new TowerLayer(network.values(Tower.WEIGHT), network.values(Tower.BIAS));
    return tables.model(layer, network.values(Tower.LISTENERS), network.values(Tower.TRACKS));
  }

  /** What PyTorch's Linear starts with, for a model that has nothing to learn from. */
  private TowerLayer untrained() {
    int inputs = tables.dimension();
    int outputs = settings.width(inputs);
    Initial initial = Initial.linear(inputs);
    return new TowerLayer(
        initial.values(new long[] {outputs, inputs}, Initial.generator(seed, Tower.WEIGHT)),
        initial.values(new long[] {outputs}, Initial.generator(seed, Tower.BIAS)));
  }

  private boolean fits(TowerLayer layer) {
    return layer.dimension() == tables.dimension()
        && layer.width() == settings.width(tables.dimension());
  }

  private void load(TowerLayer layer) {
    network.set(Tensor.of(Tower.WEIGHT, layer.weight(), layer.width(), layer.dimension()));
    network.set(Tensor.of(Tower.BIAS, layer.bias(), layer.width()));
  }

  private int range() {
    if (settings.negativeRange() > otherRows) {
      throw new IllegalArgumentException(
          "shallownet: negative-range is %d and there are %d rows to draw from; set it to 0 for all"
              .formatted(settings.negativeRange(), otherRows));
    }
    return settings.negativeRange() == 0 ? otherRows : settings.negativeRange();
  }
}
