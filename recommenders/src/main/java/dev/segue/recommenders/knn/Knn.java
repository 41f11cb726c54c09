// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.index.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Nearest tracks to the mean vector of the listener's distinct heard tracks.
 *
 * <p>There is nothing to learn but the popularity order and the scale of each dimension, so that an
 * artifact is small and holds no vectors: those come from the embeddings.
 */
public final class Knn implements Algorithm {
  static final String NAME = "knn";

  private static final String SIMILARITY = "similarity";

  private record Hyperparameters(Similarity similarity, Standardise standardise) {
    static Hyperparameters read(AlgorithmSettings settings) {
      SettingsReader reader = new SettingsReader(NAME, settings);
      Hyperparameters read =
          new Hyperparameters(
              reader.choice(SIMILARITY, Similarity.COSINE),
              reader.choice("standardise", Standardise.AUTO));
      reader.finish();
      return read;
    }
  }

  /**
   * A recommender before any training: no popularity order, vectors standardised by the statistics
   * of those it has where those are uneven, as a trained one does by default.
   *
   * @param dimension values in each vector
   */
  public static UntrainedKnn untrained(int dimension) {
    return new UntrainedKnn(dimension);
  }

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
    Hyperparameters.read(settings);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run) {
    Hyperparameters read = Hyperparameters.read(settings);
    if (content.dimension() == 0) {
      throw new IllegalArgumentException(
          "knn needs content vectors and there are none; embed the catalogue first");
    }
    content.requireFinite();
    Standardiser standardiser = read.standardise().fit(content);
    return filled(new KnnRecommender(Catalogue.of(data), read.similarity(), standardiser), content);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    KnnRecommender model = (KnnRecommender) recommender;
    model.catalogue().save(folder);
    Safetensors.write(
        folder.resolve(Artifact.MODEL),
        model.standardiser().tensors(),
        Map.of(SIMILARITY, model.similarity().name()));
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Safetensors file = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    Standardiser standardiser = Standardiser.read(file);
    standardiser.requireDimension(content);
    Similarity similarity;
    try {
      similarity = Similarity.valueOf(file.metadata().getOrDefault(SIMILARITY, ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(artifact.folder() + ": the model does not say its similarity", e);
    }
    Catalogue catalogue = Catalogue.load(artifact.folder());
    return filled(new KnnRecommender(catalogue, similarity, standardiser), content);
  }

  private static KnnRecommender filled(KnnRecommender model, TrackVectors content) {
    content.byTrack().forEach(model::upsert);
    return model;
  }
}
