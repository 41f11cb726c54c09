// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import dev.segue.recommenders.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A trained transformer; for content models also their projections. */
final class GsasrecModel implements SequenceModel {
  private static final String PROJECT =
      """
      def NAME(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = torch.linear(x[0], {PROJECTION.weight}, {PROJECTION.bias})
        return [NORMALISED(y)]
      """;

  private final GsasrecShape shape;
  private final int contentDimension;
  private final Network network;

  /**
   * Copies what it needs of these weights.
   *
   * @param contentDimension values in a content vector; 0 if the model reads none
   */
  GsasrecModel(GsasrecShape shape, int contentDimension, Map<String, Tensor> weights) {
    this.shape = shape;
    this.contentDimension = contentDimension;
    this.network = network(shape, contentDimension);
    network.load(network.names().stream().map(weights::get).toList());
  }

  GsasrecShape shape() {
    return shape;
  }

  /** The parameters, by name. */
  Map<String, Tensor> tensors() {
    return network.tensors();
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
    int length = sequences.stream().mapToInt(List::size).max().orElse(0);
    int width = shape.width();
    float[] vectors = new float[sequences.size() * length * width];
    boolean[] keep = new boolean[sequences.size() * length];
    for (int i = 0; i < sequences.size(); i++) {
      List<float[]> sequence = sequences.get(i);
      int start = (i + 1) * length - sequence.size();
      for (int j = 0; j < sequence.size(); j++) {
        System.arraycopy(sequence.get(j), 0, vectors, (start + j) * width, width);
        keep[start + j] = true;
      }
    }
    try (NDManager scope = Torch.scope()) {
      Shape batch = new Shape(sequences.size(), length);
      NDArray users =
          network
              .call(
                  scope, "user", scope.create(vectors, batch.add(width)), scope.create(keep, batch))
              .get(0);
      return rows(users.toFloatArray(), width);
    }
  }

  @Override
  public List<ItemVectors> project(List<float[]> content) {
    if (contentDimension == 0) {
      return SequenceModel.super.project(content);
    }
    float[] packed = new float[content.size() * contentDimension];
    for (int i = 0; i < content.size(); i++) {
      System.arraycopy(content.get(i), 0, packed, i * contentDimension, contentDimension);
    }
    try (NDManager scope = Torch.scope()) {
      NDArray x = scope.create(packed, new Shape(content.size(), contentDimension));
      List<float[]> inputs = projected(scope, "project_input", x);
      List<float[]> outputs = shape.shared() ? inputs : projected(scope, "project_output", x);
      List<ItemVectors> vectors = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        vectors.add(new ItemVectors(inputs.get(i), outputs.get(i)));
      }
      return vectors;
    }
  }

  @Override
  public void close() {
    network.close();
  }

  static List<float[]> rows(float[] packed, int width) {
    List<float[]> rows = new ArrayList<>(packed.length / width);
    for (int from = 0; from < packed.length; from += width) {
      rows.add(java.util.Arrays.copyOfRange(packed, from, from + width));
    }
    return rows;
  }

  private List<float[]> projected(NDManager scope, String method, NDArray content) {
    return rows(network.call(scope, method, content).get(0).toFloatArray(), shape.width());
  }

  private static Network network(GsasrecShape shape, int contentDimension) {
    Network.Builder builder = Network.builder(0);
    if (contentDimension > 0) {
      GsasrecTables.projection(builder, GsasrecTables.INPUT_PROJECTION, shape, contentDimension);
      builder.methods(project("project_input", GsasrecTables.INPUT_PROJECTION, shape));
      if (!shape.shared()) {
        GsasrecTables.projection(builder, GsasrecTables.OUTPUT_PROJECTION, shape, contentDimension);
        builder.methods(project("project_output", GsasrecTables.OUTPUT_PROJECTION, shape));
      }
    }
    return GsasrecNetwork.serving(builder, shape);
  }

  private static String project(String name, String projection, GsasrecShape shape) {
    return PROJECT
        .replace("NAME", name)
        .replace("PROJECTION", projection)
        .replace("NORMALISED", shape.normalised() ? "(self).normalised" : "");
  }
}
