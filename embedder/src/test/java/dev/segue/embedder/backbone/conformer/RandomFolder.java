// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import ai.djl.ndarray.NDManager;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes folders as a training leaves them, with random weights. */
final class RandomFolder {
  private RandomFolder() {}

  static EncoderConfig tiny(Family family, Mixing mixing) {
    return Size.TINY.config(family, mixing, MelInput.PAPER, 64);
  }

  static Path write(Path folder, EncoderConfig config) throws IOException {
    Files.createDirectories(folder);
    TensorSpec spec = new EncoderText(config, config.layers(), Precision.FLOAT32).spec();
    Weights random = Weights.random(spec, 7);
    List<Tensor> tensors = new ArrayList<>();
    try (NDManager scope = Torch.scope()) {
      for (Map.Entry<String, long[]> entry : spec.shapes().entrySet()) {
        float[] values = random.array(scope, entry.getKey()).toFloatArray();
        tensors.add(Tensor.of(entry.getKey(), values, entry.getValue()));
      }
    }
    Safetensors.write(folder.resolve("weights.safetensors"), tensors, Map.of());
    Files.writeString(folder.resolve("config.json"), config.json().toString());
    return folder;
  }
}
