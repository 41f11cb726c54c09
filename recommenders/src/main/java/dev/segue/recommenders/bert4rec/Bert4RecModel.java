// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import dev.segue.recommenders.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A trained encoder: the user vector is what it puts in place of a mask after the last track. */
final class Bert4RecModel implements SequenceModel {
  private static final String PROJECT =
      """
      def project(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.linear(x[0], {projection.weight})]
      """;

  private final BertWeights weights;
  private final float[] mask;
  private final Network network;

  Bert4RecModel(BertWeights weights) {
    this.weights = weights;
    int width = weights.sizes().width();
    float[] table = weights.table();
    this.mask = Arrays.copyOfRange(table, table.length - 2 * width, table.length - width);
    Network.Builder builder = Network.builder(0);
    if (weights.projects()) {
      builder
          .parameter(ItemTable.PROJECTION, Initial.ZEROS, width, contentDimension())
          .methods(PROJECT);
    }
    this.network = BertEncoder.declare(builder, weights.sizes()).build();
    network.load(network.names().stream().map(weights.tensors()::get).toList());
  }

  BertWeights weights() {
    return weights;
  }

  /** The vectors of the first items of the table. */
  List<ItemVectors> items() {
    float[] table = weights.table();
    int width = dimension();
    return rows(Arrays.copyOf(table, table.length - 2 * width), width);
  }

  @Override
  public int maxLength() {
    return weights.predictLength() - 1;
  }

  @Override
  public int dimension() {
    return weights.sizes().width();
  }

  @Override
  public List<float[]> encode(List<List<float[]>> sequences) {
    int width = dimension();
    int length = 1 + sequences.stream().mapToInt(List::size).max().orElse(0);
    float[] rows = new float[sequences.size() * length * width];
    float[] keys = new float[sequences.size() * length];
    long[] places = new long[sequences.size()];
    for (int i = 0; i < places.length; i++) {
      int at = i * length;
      for (float[] item : sequences.get(i)) {
        System.arraycopy(item, 0, rows, at++ * width, width);
      }
      System.arraycopy(mask, 0, rows, at * width, width);
      Arrays.fill(keys, i * length, at + 1, 1);
      places[i] = at;
    }
    try (NDManager scope = Torch.scope()) {
      NDArray users =
          network
              .call(
                  scope,
                  "encode",
                  scope.create(rows, new Shape(places.length, length, width)),
                  scope.create(keys, new Shape(places.length, length)),
                  scope.create(places))
              .get(0);
      return rows(users.toFloatArray(), width).stream().map(ItemVectors::input).toList();
    }
  }

  @Override
  public List<ItemVectors> project(List<float[]> content) {
    if (weights.standardiser() == null) {
      return SequenceModel.super.project(content);
    }
    if (!weights.projects()) {
      return content.stream().map(vector -> new ItemVectors(vector, vector)).toList();
    }
    int dimension = contentDimension();
    float[] packed = new float[content.size() * dimension];
    for (int i = 0; i < content.size(); i++) {
      System.arraycopy(content.get(i), 0, packed, i * dimension, dimension);
    }
    try (NDManager scope = Torch.scope()) {
      NDArray vectors = scope.create(packed, new Shape(content.size(), dimension));
      return rows(
          network.call(scope, "project", vectors).get(0).toFloatArray(), weights.sizes().width());
    }
  }

  @Override
  public boolean keepsTrainedTracks() {
    return !weights.projects();
  }

  @Override
  public void close() {
    network.close();
  }

  private int contentDimension() {
    return weights.standardiser().dimension();
  }

  /** Input and output are the same vector: the head is tied to the table. */
  private static List<ItemVectors> rows(float[] packed, int width) {
    List<ItemVectors> rows = new ArrayList<>(packed.length / width);
    for (int from = 0; from < packed.length; from += width) {
      float[] row = Arrays.copyOfRange(packed, from, from + width);
      rows.add(new ItemVectors(row, row));
    }
    return rows;
  }
}
