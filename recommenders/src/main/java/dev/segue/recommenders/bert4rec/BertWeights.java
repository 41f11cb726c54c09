// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Standardiser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained model as it is saved: the encoder's parameters, the whole item table with content
 * already projected, and what projects the content of new tracks.
 *
 * @param predictLength of a sequence that a list is made for, the mask included
 * @param standardiser of content; null if the model reads none
 * @param tensors by name
 */
record BertWeights(
    BertSizes sizes, int predictLength, Standardiser standardiser, Map<String, Tensor> tensors) {
  float[] table() {
    return tensors.get(ItemTable.ITEMS).toFloats();
  }

  /** Whether content goes through a learned map. */
  boolean projects() {
    return tensors.containsKey(ItemTable.PROJECTION);
  }

  void write(Path folder) throws IOException {
    List<Tensor> all = new ArrayList<>(tensors.values());
    if (standardiser != null) {
      all.addAll(standardiser.tensors());
    }
    Map<String, String> metadata =
        Map.of(
            "content", Boolean.toString(standardiser != null),
            "layers", Integer.toString(sizes.layers()),
            "heads", Integer.toString(sizes.heads()),
            "predict-length", Integer.toString(predictLength));
    Safetensors.write(folder.resolve(Artifact.MODEL), all, metadata);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is another one
   */
  static BertWeights read(Path folder) throws IOException {
    Safetensors file = Safetensors.open(folder.resolve(Artifact.MODEL));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : file.names()) {
      tensors.put(name, file.tensor(name));
    }
    try {
      BertSizes sizes =
          new BertSizes(
              size(file.tensor(ItemTable.ITEMS), 1),
              number(file, "layers"),
              number(file, "heads"),
              size(file.tensor(BertEncoder.FEED_FORWARD), 0),
              size(file.tensor(BertEncoder.POSITIONS), 0));
      boolean content = Boolean.parseBoolean(file.metadata().get("content"));
      return new BertWeights(
          sizes, number(file, "predict-length"), content ? Standardiser.read(file) : null, tensors);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(folder + ": the model is not one of BERT4Rec: " + e.getMessage(), e);
    }
  }

  private static int size(Tensor tensor, int dimension) {
    return Math.toIntExact(tensor.shape().get(dimension));
  }

  private static int number(Safetensors file, String key) {
    return Integer.parseInt(file.metadata().getOrDefault(key, ""));
  }
}
