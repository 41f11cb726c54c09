// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.training.TrainingLoop;
import dev.segue.recommenders.training.TrainingTask;
import dev.segue.recommenders.training.ValidationWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One training of the two tables, or of the two projections. */
final class SimilarityTraining implements TrainingTask {
  private static final int VALIDATION_DEPTH = 50;

  private final NeuralItemItemSettings settings;
  private final Catalogue catalogue;
  private final TrackVectors content;
  private final Optional<Standardiser> standardiser;
  private final ValidationWindow window;
  private final List<String> trackIds;
  private final long seed;
  private final HistoryBatches batches;
  private Network network;

  SimilarityTraining(
      NeuralItemItemSettings settings,
      Catalogue catalogue,
      TrackVectors content,
      ValidationWindow window,
      long seed) {
    this.settings = settings;
    this.catalogue = catalogue;
    this.content = content;
    this.window = window;
    this.seed = seed;
    this.standardiser = standardiser(settings, content);
    this.trackIds =
        catalogue.ids().stream()
            .filter(id -> !settings.content() || content.byTrack().containsKey(id))
            .toList();
    this.batches = new HistoryBatches(histories(window.train()), settings, trackIds.size(), seed);
  }

  /** Trains from the previous model's values where there are any. */
  SimilarityRecommender train(TrainingRun run, Optional<SimilarityModel> previous, String training)
      throws InterruptedException {
    Adam adam =
        Adam.DEFAULTS
            .withLearningRate(settings.learningRate())
            .withWeightDecay(settings.weightDecay());
    if (trackIds.isEmpty() || batches.count() == 0) {
      return recommender(untrained());
    }
    try (Network made = network();
        Trainer trainer = new Trainer(made, adam, Schedule.CONSTANT, seed)) {
      network = made;
      previous.ifPresent(this::startFrom);
      new TrainingLoop(NeuralItemItem.NAME, made, trainer, this, settings.stopping(), run, training)
          .run();
      return recommender(model());
    }
  }

  @Override
  public int steps() {
    return batches.count();
  }

  @Override
  public List<NDArray> batch(NDManager scope, int epoch, int step) {
    return batches.inputs(scope, epoch, step);
  }

  @Override
  public double validate() throws InterruptedException {
    return window.listeners() == 0
        ? Double.NaN
        : window.ndcg(recommender(model()), VALIDATION_DEPTH);
  }

  private Network network() {
    return standardiser.isPresent()
        ? SimilarityNetwork.projected(
            seed, scaled(), trackIds.size(), settings.dimension(), settings.dropout())
        : SimilarityNetwork.free(seed, trackIds.size(), settings.dimension(), settings.dropout());
  }

  private SimilarityModel model() {
    return model(
        network.values(SimilarityNetwork.HEARD),
        network.values(SimilarityNetwork.WANTED),
        standardiser.isPresent() ? new float[0] : network.values(SimilarityNetwork.BIAS));
  }

  /** All zeros: every score is 0, so that lists are in popularity order. */
  private SimilarityModel untrained() {
    int rows = standardiser.map(Standardiser::dimension).orElse(catalogue.size());
    float[] zeros = new float[Math.multiplyExact(rows, settings.dimension())];
    return model(zeros, zeros, new float[standardiser.isPresent() ? 0 : catalogue.size()]);
  }

  private SimilarityModel model(float[] heard, float[] wanted, float[] bias) {
    return new SimilarityModel(
        catalogue, settings.recency(), settings.dimension(), standardiser, heard, wanted, bias);
  }

  private SimilarityRecommender recommender(SimilarityModel model) {
    return standardiser.isPresent()
        ? new ContentSimilarityRecommender(model, content)
        : new SimilarityRecommender(model);
  }

  private void startFrom(SimilarityModel previous) {
    boolean bothProjected = standardiser.isPresent() && previous.content().isPresent();
    if (previous.dimension() != settings.dimension()) {
      return;
    }
    if (bothProjected && previous.content().get().dimension() == content.dimension()) {
      long inputs = content.dimension();
      set(SimilarityNetwork.HEARD, previous.heard(), settings.dimension(), inputs);
      set(SimilarityNetwork.WANTED, previous.wanted(), settings.dimension(), inputs);
    } else if (standardiser.isEmpty() && previous.content().isEmpty()) {
      startRowsFrom(SimilarityNetwork.HEARD, previous, previous.heard(), settings.dimension());
      startRowsFrom(SimilarityNetwork.WANTED, previous, previous.wanted(), settings.dimension());
      startRowsFrom(SimilarityNetwork.BIAS, previous, previous.bias(), 1);
    }
  }

  private void startRowsFrom(String name, SimilarityModel previous, float[] rows, int width) {
    float[] table = network.values(name);
    for (int row = 0; row < trackIds.size(); row++) {
      int before = previous.catalogue().indexOf(trackIds.get(row));
      if (before >= 0) {
        System.arraycopy(rows, before * width, table, row * width, width);
      }
    }
    set(name, table, trackIds.size(), width);
  }

  private void set(String name, float[] values, long... shape) {
    network.set(Tensor.of(name, values, shape));
  }

  private List<int[]> histories(TrainingSet data) {
    Map<String, Integer> rows = new HashMap<>();
    trackIds.forEach(id -> rows.put(id, rows.size()));
    return data.listeners().stream()
        .map(
            listener ->
                listener.interactions().stream()
                    .map(Interaction::heard)
                    .map(track -> rows.get(track.trackId()))
                    .filter(row -> row != null)
                    .mapToInt(Integer::intValue)
                    .toArray())
        .toList();
  }

  private float[] scaled() {
    int dimension = content.dimension();
    float[] scaled = new float[Math.multiplyExact(trackIds.size(), dimension)];
    for (int row = 0; row < trackIds.size(); row++) {
      float[] vector = standardiser.orElseThrow().apply(content.byTrack().get(trackIds.get(row)));
      System.arraycopy(vector, 0, scaled, row * dimension, dimension);
    }
    return scaled;
  }

  private static Optional<Standardiser> standardiser(
      NeuralItemItemSettings settings, TrackVectors content) {
    if (!settings.content()) {
      return Optional.empty();
    }
    return Optional.of(
        settings.standardise()
            ? Standardiser.fit(content)
            : Standardiser.identity(content.dimension()));
  }
}
