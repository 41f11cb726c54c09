// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.sequence.ContentSequenceRecommender;
import dev.segue.recommenders.sequence.PlayOrder;
import dev.segue.recommenders.sequence.SequenceModel;
import dev.segue.recommenders.sequence.SequenceRecommender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes and reads models. The tensors have the names and shapes of the published code's state
 * dictionary; content models hold their projections and scales besides. What the shapes do not tell
 * is in the metadata of the file.
 */
final class GsasrecFiles {
  static final String CENTRE = "content.centre";
  static final String SCALE = "content.scale";

  private GsasrecFiles() {}

  static void save(SequenceRecommender recommender, Path folder) throws IOException {
    GsasrecModel model = (GsasrecModel) recommender.model();
    Map<String, Tensor> tensors = new TreeMap<>(model.tensors());
    List<SequenceModel.ItemVectors> items = recommender.vectors();
    put(tensors, table(GsasrecNetwork.ITEMS, items, true, model.shape()));
    if (!model.shape().shared()) {
      put(tensors, table(GsasrecNetwork.OUTPUTS, items, false, model.shape()));
    }
    if (recommender instanceof ContentSequenceRecommender reader) {
      Standardiser scales = reader.standardiser();
      put(tensors, Tensor.of(CENTRE, scales.centre(), scales.dimension()));
      put(tensors, Tensor.of(SCALE, scales.scale(), scales.dimension()));
    }
    recommender.catalogue().save(folder);
    Safetensors.write(
        folder.resolve(Artifact.MODEL),
        tensors.values(),
        GsasrecFile.metadata(model.shape(), recommender.order()));
  }

  /**
   * Reads a model.
   *
   * @throws IOException if the file is not one that {@link #save} wrote
   * @throws IllegalArgumentException if the content has another dimension than the model's
   */
  static SequenceRecommender load(String name, Artifact artifact, TrackVectors content)
      throws IOException {
    GsasrecFile file = GsasrecFile.read(artifact);
    int dimension = file.scales().dimension();
    if (dimension != 0 && content.dimension() != 0 && dimension != content.dimension()) {
      throw new IllegalArgumentException(
          "the model was trained on vectors of %d values and these have %d; use the backbone of the model"
              .formatted(dimension, content.dimension()));
    }
    return recommender(
        name, file.shape(), file.order(), file.catalogue(), file.weights(), file.scales(), content);
  }

  /** A recommender with these weights; content is added where the model reads it. */
  static SequenceRecommender recommender(
      String name,
      GsasrecShape shape,
      PlayOrder order,
      Catalogue catalogue,
      GsasrecWeights weights,
      Standardiser scales,
      TrackVectors content) {
    GsasrecModel model = new GsasrecModel(shape, scales.dimension(), weights.transformer());
    if (scales.dimension() == 0) {
      return new SequenceRecommender(name, catalogue, order, model, weights.items());
    }
    ContentSequenceRecommender recommender =
        new ContentSequenceRecommender(name, catalogue, order, model, weights.items(), scales);
    recommender.upsertAll(content);
    return recommender;
  }

  /** A table with the rows of the published code: one before the items, one of padding after. */
  private static Tensor table(
      String name, List<SequenceModel.ItemVectors> items, boolean input, GsasrecShape shape) {
    float[] packed = new float[shape.rows() * shape.width()];
    for (int i = 0; i < items.size(); i++) {
      float[] vector = input ? items.get(i).input() : items.get(i).output();
      System.arraycopy(vector, 0, packed, (i + 1) * shape.width(), shape.width());
    }
    return Tensor.of(name, packed, shape.rows(), shape.width());
  }

  private static void put(Map<String, Tensor> tensors, Tensor tensor) {
    tensors.put(tensor.name(), tensor);
  }
}
