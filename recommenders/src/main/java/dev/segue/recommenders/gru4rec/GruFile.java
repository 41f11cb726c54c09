// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.training.TrackRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The model's file. */
final class GruFile {
  private GruFile() {}

  static void write(GruModel model, Path folder) throws IOException {
    GruShape shape = model.shape();
    Map<String, String> metadata =
        Map.of(
            "length", Integer.toString(shape.length()),
            "attention", Boolean.toString(shape.attention()),
            "temperature", Double.toString(shape.temperature()));
    Safetensors.write(folder.resolve(Artifact.MODEL), model.tensors().values(), metadata);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the file is another one
   */
  static GruModel read(Path folder, Catalogue catalogue) throws IOException {
    Safetensors file = Safetensors.open(folder.resolve(Artifact.MODEL));
    Tensor table = file.tensor(GruNetwork.ITEMS);
    if (table.shape().size() != 2 || table.shape().get(0) != catalogue.size() + 1) {
      throw new IOException(
          "%s: the item table %s is not that of %d tracks"
              .formatted(folder, table.shape(), catalogue.size()));
    }
    try {
      GruShape shape =
          new GruShape(
              Math.toIntExact(table.shape().get(1)),
              Integer.parseInt(file.metadata().getOrDefault("length", "")),
              Boolean.parseBoolean(file.metadata().get("attention")),
              Double.parseDouble(file.metadata().getOrDefault("temperature", "")));
      return new GruModel(shape, tensors(file));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException(folder + ": the model is not one of GRU4Rec: " + e.getMessage(), e);
    }
  }

  /** Copies what has the same shape; item rows follow their tracks, new tracks keep theirs. */
  static void warmStart(Network network, Artifact model, Catalogue catalogue) {
    try {
      Map<String, Tensor> before =
          tensors(Safetensors.open(model.folder().resolve(Artifact.MODEL)));
      Catalogue known = Catalogue.load(model.folder());
      for (Tensor now : network.tensors().values()) {
        Tensor then = before.get(now.name());
        if (then != null && now.name().equals(GruNetwork.ITEMS)) {
          network.set(TrackRows.carried(now, then, catalogue, known, 0));
        } else if (then != null && then.shape().equals(now.shape())) {
          network.set(then);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the previous model cannot be read", e);
    }
  }

  private static Map<String, Tensor> tensors(Safetensors file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : file.names()) {
      tensors.put(name, file.tensor(name));
    }
    return tensors;
  }
}
