// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the weights are: the two files as published, or one with the tensors of both below {@code
 * vqvae.} and {@code prior.}, which may be an index of several.
 */
record JukeboxFiles(Path vqvae, Path prior) {
  static final String VQVAE = "vqvae.pth.tar";
  static final String PRIOR = "prior_level_2.pth.tar";

  /** Below it lie the tensors in a published file. */
  private static final String MODEL = "model";

  /** What training on several machines puts before every name. */
  private static final String DISTRIBUTED = "module.";

  static JukeboxFiles find(BackboneOptions options) throws IOException {
    Path folder = options.folder(JukeboxType.NAME);
    Path file =
        options.file(
            JukeboxType.NAME,
            PRIOR,
            "weights.safetensors",
            "model.safetensors",
            "model.safetensors.index.json");
    String name = String.valueOf(file.getFileName());
    if (!name.equals(PRIOR) && !name.equals(VQVAE)) {
      return new JukeboxFiles(file, file);
    }
    BackboneOptions both = options.withWeights(folder);
    return new JukeboxFiles(both.file(JukeboxType.NAME, VQVAE), both.file(JukeboxType.NAME, PRIOR));
  }

  /** The files, each once. */
  Path[] distinct() {
    return together() ? new Path[] {vqvae} : new Path[] {vqvae, prior};
  }

  Map<String, Tensor> vqvaeTensors() throws IOException {
    return together() ? Checkpoints.read(vqvae, "vqvae") : model(vqvae);
  }

  Map<String, Tensor> priorTensors() throws IOException {
    return together() ? Checkpoints.read(prior, "prior") : model(prior);
  }

  /** The tensors of one of the two published files. */
  static Map<String, Tensor> model(Path file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Checkpoints.read(file, MODEL)
        .forEach(
            (name, tensor) -> {
              String own =
                  name.startsWith(DISTRIBUTED) ? name.substring(DISTRIBUTED.length()) : name;
              tensors.put(own, tensor.named(own));
            });
    return tensors;
  }

  private boolean together() {
    return vqvae.equals(prior);
  }
}
