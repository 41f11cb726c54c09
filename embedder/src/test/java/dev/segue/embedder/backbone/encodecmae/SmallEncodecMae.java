// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a tiny model of random weights. */
final class SmallEncodecMae {
  static final EncodecMaeConfig CONFIG =
      new EncodecMaeConfig(24_000, 4, 2, List.of(2, 4, 5, 8), 8, 16, 2, 2, 24, 1e-5, 1, 2, 4, 2);

  private static final String JSON =
      """
      {"n_filters": 2, "encodec_dim": 8, "model_dim": 16, "num_layers": 2, "num_heads": 2, "ff_dim": 24,
       "dec_layers": 1, "n_q": 2, "bins": 4, "n_targets": 2, "ratios": [8, 5, 4, 2], "seed": 3%s}
      """;

  private SmallEncodecMae() {}

  /** The tensors that an embedding needs, the feed-forward layer repeated as published. */
  static Map<String, Tensor> tensors() {
    Weights weights = Weights.random(EncodecMaeWeights.used(CONFIG), 7);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager scope = Torch.scope()) {
      EncodecMaeWeights.used(CONFIG)
          .shapes()
          .forEach(
              (name, shape) -> {
                String drawn = name.replaceAll("encoder_layers.1.ff_", "encoder_layers.0.ff_");
                float[] values = weights.array(scope, drawn).toFloatArray();
                tensors.put(name, Tensor.of(name, values, shape));
              });
    }
    return tensors;
  }

  /** Writes {@code model.safetensors} and {@code config.json} into a folder; gives the former. */
  static Path write(Path folder, Map<String, Tensor> tensors) throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, tensors.values(), Map.of());
    writeConfig(folder, "");
    return file;
  }

  static void writeConfig(Path folder, String more) throws IOException {
    Files.writeString(folder.resolve("config.json"), JSON.formatted(more));
  }
}
