// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.IdFile;
import dev.segue.recommenders.Standardiser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that training found.
 *
 * @param content how content vectors are scaled; empty for a model that reads none
 * @param tracks by track id what training added to the content vector, or, without content, the
 *     vector; empty if tracks were frozen
 * @param listeners by user id what training added to the mean of the heard tracks' vectors
 */
record TowerModel(
    Catalogue catalogue,
    TowerLayer layer,
    Optional<Standardiser> content,
    SortedMap<String, float[]> tracks,
    SortedMap<String, float[]> listeners) {
  private static final String LISTENERS_FILE = "listeners.txt";
  private static final String TRACKS_FILE = "tracks.txt";

  void save(Path folder) throws IOException {
    catalogue.save(folder);
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(Tensor.of(Tower.WEIGHT, layer.weight(), layer.width(), layer.dimension()));
    tensors.add(Tensor.of(Tower.BIAS, layer.bias(), layer.width()));
    content.ifPresent(standardiser -> tensors.addAll(standardiser.tensors()));
    tensors.add(rows(Tower.TRACKS, tracks));
    tensors.add(rows(Tower.LISTENERS, listeners));
    IdFile.write(folder.resolve(TRACKS_FILE), List.copyOf(tracks.keySet()));
    IdFile.write(folder.resolve(LISTENERS_FILE), List.copyOf(listeners.keySet()));
    Safetensors.write(
        folder.resolve(Artifact.MODEL),
        tensors,
        Map.of("content", Boolean.toString(content.isPresent())));
  }

  static TowerModel read(Path folder) throws IOException {
    Safetensors file = Safetensors.open(folder.resolve(Artifact.MODEL));
    float[] weight = file.tensor(Tower.WEIGHT).toFloats();
    float[] bias = file.tensor(Tower.BIAS).toFloats();
    if (bias.length == 0 || weight.length == 0 || weight.length % bias.length != 0) {
      throw new IOException(folder + ": weight and bias of the tower do not fit each other");
    }
    TowerLayer layer = new TowerLayer(weight, bias);
    Optional<Standardiser> content =
        Boolean.parseBoolean(file.metadata().get("content"))
            ? Optional.of(Standardiser.read(file))
            : Optional.empty();
    if (content.isPresent() && content.get().dimension() != layer.dimension()) {
      throw new IOException(folder + ": the tower and the scaling differ in dimension");
    }
    return new TowerModel(
        Catalogue.load(folder),
        layer,
        content,
        rows(file.tensor(Tower.TRACKS), folder.resolve(TRACKS_FILE), layer.dimension()),
        rows(file.tensor(Tower.LISTENERS), folder.resolve(LISTENERS_FILE), layer.dimension()));
  }

  private Tensor rows(String name, SortedMap<String, float[]> byId) {
    int dimension = layer.dimension();
    float[] values = new float[Math.multiplyExact(byId.size(), dimension)];
    int at = 0;
    for (float[] row : byId.values()) {
      System.arraycopy(row, 0, values, at, dimension);
      at += dimension;
    }
    return Tensor.of(name, values, byId.size(), dimension);
  }

  private static SortedMap<String, float[]> rows(Tensor tensor, Path file, int dimension)
      throws IOException {
    List<String> ids = IdFile.read(file);
    if (!tensor.shape().equals(List.of((long) ids.size(), (long) dimension))) {
      throw new IOException("%s lists %d ids for %s".formatted(file, ids.size(), tensor));
    }
    float[] values = tensor.toFloats();
    SortedMap<String, float[]> byId = new TreeMap<>();
    for (int i = 0; i < ids.size(); i++) {
      byId.put(ids.get(i), Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension));
    }
    return byId;
  }
}
