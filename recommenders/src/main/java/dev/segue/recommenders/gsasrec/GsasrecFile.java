// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.sequence.PlayOrder;
import dev.segue.recommenders.sequence.SequenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a saved model holds. */
record GsasrecFile(
    Catalogue catalogue,
    GsasrecShape shape,
    PlayOrder order,
    GsasrecWeights weights,
    Standardiser scales) {
  private static final String LENGTH = "length";
  private static final String HEADS = "heads";
  private static final String BLOCKS = "blocks";
  private static final String CAUSAL = "causal";
  private static final String TEMPERATURE = "temperature";
  private static final String ORDER = "order";

  static Map<String, String> metadata(GsasrecShape shape, PlayOrder order) {
    return Map.of(
        LENGTH, Integer.toString(shape.length()),
        HEADS, Integer.toString(shape.heads()),
        BLOCKS, Integer.toString(shape.blocks()),
        CAUSAL, Boolean.toString(shape.causal()),
        TEMPERATURE, Double.toString(shape.temperature()),
        ORDER, order.name());
  }

  static GsasrecFile read(Artifact artifact) throws IOException {
    Path path = artifact.folder().resolve(Artifact.MODEL);
    Safetensors file = Safetensors.open(path);
    Catalogue catalogue = Catalogue.load(artifact.folder());
    try {
      GsasrecShape shape = shape(file, catalogue.size());
      Map<String, Tensor> tensors = tensors(file);
      boolean content = tensors.containsKey(GsasrecFiles.CENTRE);
      return new GsasrecFile(
          catalogue,
          shape,
          PlayOrder.valueOf(required(file, ORDER)),
          new GsasrecWeights(tensors, items(tensors, shape)),
          content ? scales(file) : Standardiser.identity(0));
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " is no model of this kind: " + e.getMessage(), e);
    }
  }

  private static GsasrecShape shape(Safetensors file, int items) throws IOException {
    List<Long> table = file.tensor(GsasrecNetwork.ITEMS).shape();
    if (table.size() != 2 || table.get(0) != items + 2L) {
      throw new IllegalArgumentException(
          "a table of shape %s for %d tracks".formatted(table, items));
    }
    return new GsasrecShape(
        items,
        Integer.parseInt(required(file, LENGTH)),
        Math.toIntExact(table.get(1)),
        Integer.parseInt(required(file, HEADS)),
        Integer.parseInt(required(file, BLOCKS)),
        Boolean.parseBoolean(required(file, CAUSAL)),
        file.names().contains(GsasrecNetwork.POSITIONS),
        !file.names().contains(GsasrecNetwork.OUTPUTS),
        Double.parseDouble(required(file, TEMPERATURE)));
  }

  private static String required(Safetensors file, String key) {
    String value = file.metadata().get(key);
    if (value == null) {
      throw new IllegalArgumentException("it does not say its " + key);
    }
    return value;
  }

  private static Standardiser scales(Safetensors file) throws IOException {
    return new Standardiser(
        file.tensor(GsasrecFiles.CENTRE).toFloats(), file.tensor(GsasrecFiles.SCALE).toFloats());
  }

  private static Map<String, Tensor> tensors(Safetensors file) throws IOException {
    Map<String, Tensor> tensors = new HashMap<>();
    for (String name : file.names()) {
      tensors.put(name, file.tensor(name));
    }
    return tensors;
  }

  /** The item tables, by catalogue index. */
  static List<SequenceModel.ItemVectors> items(Map<String, Tensor> tensors, GsasrecShape shape) {
    List<float[]> inputs = rows(tensors.get(GsasrecNetwork.ITEMS), shape);
    List<float[]> outputs =
        shape.shared() ? inputs : rows(tensors.get(GsasrecNetwork.OUTPUTS), shape);
    List<SequenceModel.ItemVectors> items = new ArrayList<>();
    for (int i = 1; i <= shape.items(); i++) {
      items.add(new SequenceModel.ItemVectors(inputs.get(i), outputs.get(i)));
    }
    return items;
  }

  private static List<float[]> rows(Tensor table, GsasrecShape shape) {
    List<Long> expected = List.of((long) shape.rows(), (long) shape.width());
    if (!table.shape().equals(expected)) {
      throw new IllegalArgumentException(table + " should have the shape " + expected);
    }
    return GsasrecModel.rows(table.toFloats(), shape.width());
  }
}
