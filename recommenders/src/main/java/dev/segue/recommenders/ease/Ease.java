// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.ease;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.itemitem.SimilarityRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * EASE, "Embarrassingly Shallow Autoencoders for Sparse Data" (Steck, WWW 2019): every track's
 * score is a weighted sum over the heard tracks, with the weights that reproduce all histories best
 * in the sense of ridge regression, in closed form. A track that was heard longer ago counts less.
 */
public final class Ease implements Algorithm {
  /** The name on the command line. */
  public static final String NAME = "ease";

  private record Hyperparameters(
      Penalty penalty, HeardWeights weights, int maxTracks, int neighbours) {
    static Hyperparameters read(AlgorithmSettings settings) {
      SettingsReader reader = new SettingsReader(NAME, settings);
      Hyperparameters read =
          new Hyperparameters(
              new Penalty(
                  // 1500: the value of the reference row for 30Music.
                  reader.decimal("lambda", 1500, 1e-3, 1e9),
                  reader.decimal("popularity-power", 0, 0, 2),
                  reader.decimal("listener-power", 0, 0, 2)),
              new HeardWeights(
                  reader.decimal("decay", 0.9, 0, 1),
                  reader.decimal("floor", 0.05, 0, 1),
                  reader.decimal("last-hours", 0, 0, 1e6)),
              (int) reader.number("max-tracks", 20_000, 1, 40_000),
              (int) reader.number("neighbours", 1000, 0, Integer.MAX_VALUE));
      reader.finish();
      return read;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsContent() {
    return false;
  }

  @Override
  public void check(AlgorithmSettings settings) {
    Hyperparameters.read(settings);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Hyperparameters read = Hyperparameters.read(settings);
    Catalogue catalogue = Catalogue.of(data);
    SimilarityRows rows =
        solve(data, catalogue, read.maxTracks(), read.penalty(), read.neighbours(), run);
    return new EaseRecommender(catalogue, rows, read.weights());
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    EaseRecommender model = (EaseRecommender) recommender;
    model.catalogue().save(folder);
    Safetensors.write(
        folder.resolve(Artifact.MODEL), model.rows().tensors(), model.weights().metadata());
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Catalogue catalogue = Catalogue.load(artifact.folder());
    Safetensors model = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    return new EaseRecommender(
        catalogue,
        SimilarityRows.read(model, catalogue.size()),
        HeardWeights.read(model.metadata()));
  }

  private static SimilarityRows solve(
      TrainingSet data,
      Catalogue catalogue,
      int maxTracks,
      Penalty penalty,
      int neighbours,
      TrainingRun run)
      throws InterruptedException {
    int[][] none = new int[catalogue.size()][0];
    float[][] zero = new float[catalogue.size()][0];
    int tracks = Math.min(maxTracks, catalogue.size());
    if (tracks == 0) {
      return new SimilarityRows(none, zero);
    }
    try (EaseWeights solver = new EaseWeights(tracks)) {
      for (TrainingSet.Listener listener : data.listeners()) {
        int[] heard =
            listener.interactions().stream()
                .map(Interaction::heard)
                .mapToInt(track -> catalogue.indexOf(track.trackId()))
                .filter(index -> index < tracks)
                .toArray();
        float[] weights = new float[heard.length];
        Arrays.fill(weights, penalty.ofListener(listener.interactions().size()));
        solver.add(heard, weights);
      }
      SimilarityRows solved =
          solver.solve(penalty.of(data, catalogue, tracks), neighbours, run.listener());
      System.arraycopy(solved.similar(), 0, none, 0, tracks);
      System.arraycopy(solved.values(), 0, zero, 0, tracks);
      return new SimilarityRows(none, zero);
    }
  }
}
