// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Jukebox of tiny size with random weights, in a folder. */
final class SmallJukebox {
  static final String CONFIG =
      """
      {"sr": 8000, "l_bins": 32, "emb_width": 6, "width": 4, "vq_depth": 2,
       "downs_t": [2, 1, 1], "strides_t": [2, 2, 2], "multipliers": [2, 1, 1],
       "n_ctx": 96, "blocks": 12, "prior_width": 24, "prior_depth": 8, "heads": 2,
       "y_bins": [5, 7], "t_bins": 9, "some_other_setting": true}
      """;

  private SmallJukebox() {}

  static JukeboxConfig config() throws IOException {
    return JukeboxConfig.of(new JsonMapper().readTree(CONFIG));
  }

  /** Every tensor of both published files, under the names of the one file. */
  static List<Tensor> tensors() throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    RandomTensors random = new RandomTensors(5);
    random
        .of(VqVaeWeights.all(config().vqvae()))
        .forEach((name, tensor) -> tensors.add(tensor.named("vqvae." + name)));
    random
        .of(PriorWeights.all(config()))
        .forEach((name, tensor) -> tensors.add(tensor.named("prior." + name)));
    return tensors;
  }

  static Path write(Path folder) throws IOException {
    return write(folder, tensors());
  }

  static Path write(Path folder, List<Tensor> tensors) throws IOException {
    Files.writeString(folder.resolve("config.json"), CONFIG);
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(file, tensors, Map.of());
    return file;
  }
}
