// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network of a few thousand random weights, as a folder that a user would have. */
public final class SmallMusicnn {
  static final String JSON =
      """
      {"num_filt_frontend": 0.1, "num_filt_midend": 4, "num_units_backend": 6, "num_classes": 3,
       "labels": ["loud", "soft", "odd"], "name_run": "something else"}
      """;

  static final MusicnnConfig CONFIG =
      new MusicnnConfig(16_000, 512, 256, 96, 187, 187, 12, 3, 4, 6, 3, 1e-3);

  private SmallMusicnn() {}

  static Map<String, Tensor> tensors() {
    return new LinkedHashMap<>(RandomTensors.of(MusicnnWeights.spec(CONFIG), 5));
  }

  /** Writes it. */
  public static Path in(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder, tensors());
    return folder;
  }

  static void write(Path folder, Map<String, Tensor> tensors) throws IOException {
    Files.writeString(folder.resolve("config.json"), JSON);
    Safetensors.write(folder.resolve("model.safetensors"), tensors.values(), Map.of());
  }
}
