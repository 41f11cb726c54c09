// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import dev.segue.recommenders.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trained network; an item's vector is the same in sequences and in scores. */
final class GruModel implements SequenceModel {
  private final GruShape shape;
  private final Map<String, Tensor> tensors;
  private final Network network;

  /**
   * Takes the weights.
   *
   * @param tensors the network's parameters and the item table, by name
   */
  GruModel(GruShape shape, Map<String, Tensor> tensors) {
    this.shape = shape;
    this.tensors = new LinkedHashMap<>(tensors);
    this.network = GruNetwork.serving(shape);
    network.load(network.names().stream().map(tensors::get).toList());
  }

  GruShape shape() {
    return shape;
  }

  Map<String, Tensor> tensors() {
    return tensors;
  }

  /** The vectors of the catalogue; the padding's row is not among them. */
  List<ItemVectors> items() {
    float[] table = tensors.get(GruNetwork.ITEMS).toFloats();
    List<ItemVectors> items = new ArrayList<>();
    for (int from = 0; from < table.length - shape.width(); from += shape.width()) {
      float[] row = unit(Arrays.copyOfRange(table, from, from + shape.width()));
      items.add(new ItemVectors(row, row));
    }
    return items;
  }

  @Override
  public int maxLength() {
    return shape.length();
  }

  @Override
  public int dimension() {
    return shape.width();
  }

  @Override
  public List<float[]> encode(List<List<float[]>> sequences) {
    int width = shape.width();
    int length = sequences.stream().mapToInt(List::size).max().orElse(0);
    float[] rows = new float[sequences.size() * length * width];
    long[] places = new long[sequences.size()];
    for (int i = 0; i < places.length; i++) {
      List<float[]> sequence = sequences.get(i);
      for (int j = 0; j < sequence.size(); j++) {
        System.arraycopy(sequence.get(j), 0, rows, (i * length + j) * width, width);
      }
      places[i] = (long) i * length + sequence.size() - 1;
    }
    try (NDManager scope = Torch.scope()) {
      NDArray vectors = scope.create(rows, new Shape(places.length, length, width));
      float[] users =
          network.call(scope, "encode", vectors, scope.create(places)).get(0).toFloatArray();
      List<float[]> encoded = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        encoded.add(Arrays.copyOfRange(users, i * width, (i + 1) * width));
      }
      return encoded;
    }
  }

  @Override
  public void close() {
    network.close();
  }

  private float[] unit(float[] row) {
    double squares = 0;
    for (float value : row) {
      squares += (double) value * value;
    }
    if (shape.normalised() && squares > 0) {
      float length = (float) Math.sqrt(squares);
      for (int i = 0; i < row.length; i++) {
        row[i] /= length;
      }
    }
    return row;
  }
}
