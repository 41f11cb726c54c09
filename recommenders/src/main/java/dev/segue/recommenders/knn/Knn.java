// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.index.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nearest tracks to the mean vector of the listener's distinct heard tracks.
 *
 * <p>There is nothing to learn but the popularity order and the scale of each dimension, so that an
 * artifact is small and holds no vectors: those come from the embeddings.
 */
public final class Knn implements Algorithm {
  static final String NAME = "knn";

  private static final String SIMILARITY = "similarity";
  private static final String CENTRE = "centre";
  private static final String SCALE = "scale";

  /**
   * A recommender before any training: no popularity order, vectors standardised by the statistics
   * of those it has.
   *
   * @param dimension values in each vector
   */
  public static ContentRecommender untrained(int dimension) {
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
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run) {
    SettingsReader reader = new SettingsReader(NAME, settings);
    Similarity similarity = reader.choice(SIMILARITY, Similarity.COSINE);
    boolean standardise = reader.flag("standardise", true);
    reader.finish();
    if (content.dimension() == 0) {
      throw new IllegalArgumentException(
          "knn needs content vectors and there are none; embed the catalogue first");
    }
    content.requireFinite();
    // By id, so that the sums do not depend on the order of the map.
    Collection<float[]> vectors = new TreeMap<>(content.byTrack()).values();
    Standardiser standardiser =
        standardise
            ? Standardiser.fit(content.dimension(), vectors)
            : Standardiser.identity(content.dimension());
    return filled(new KnnRecommender(Catalogue.of(data), similarity, standardiser), content);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    KnnRecommender model = (KnnRecommender) recommender;
    model.catalogue().save(folder);
    Standardiser standardiser = model.standardiser();
    List<Tensor> tensors =
        List.of(
            Tensor.of(CENTRE, standardiser.centre(), standardiser.dimension()),
            Tensor.of(SCALE, standardiser.scale(), standardiser.dimension()));
    Safetensors.write(
        folder.resolve(Artifact.MODEL), tensors, Map.of(SIMILARITY, model.similarity().name()));
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Safetensors file = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    float[] centre = file.tensor(CENTRE).toFloats();
    float[] scale = file.tensor(SCALE).toFloats();
    if (centre.length == 0 || centre.length != scale.length) {
      throw new IOException(artifact.folder() + ": centre and scale differ in length or are empty");
    }
    if (content.dimension() != 0 && content.dimension() != centre.length) {
      throw new IllegalArgumentException(
          "the model was trained on vectors of %d values and these have %d; use the backbone of the model"
              .formatted(centre.length, content.dimension()));
    }
    Similarity similarity;
    try {
      similarity = Similarity.valueOf(file.metadata().getOrDefault(SIMILARITY, ""));
    } catch (IllegalArgumentException e) {
      throw new IOException(artifact.folder() + ": the model does not say its similarity", e);
    }
    Catalogue catalogue = Catalogue.load(artifact.folder());
    return filled(
        new KnnRecommender(catalogue, similarity, new Standardiser(centre, scale)), content);
  }

  private static KnnRecommender filled(KnnRecommender model, TrackVectors content) {
    content.byTrack().forEach(model::upsert);
    return model;
  }
}
