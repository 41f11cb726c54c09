// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import ai.djl.ndarray.NDManager;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder with a small network of random weights, as a user would have it. */
public final class SmallModel {
  private static final String CONFIG =
      """
      {
        "conv_dim": [8, 8, 8, 8, 8, 8, 8],
        "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
        "conv_stride": [5, 2, 2, 2, 2, 2, 2],
        "hidden_size": 16,
        "intermediate_size": 24,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_conv_pos_embedding_groups": 4,
        "vocab_size": "a/path"%s
      }
      """;

  private final Wav2Vec2Type type;
  private final Path folder;

  private SmallModel(Wav2Vec2Type type, Path folder) {
    this.type = type;
    this.folder = folder;
  }

  /** Writes it. */
  public static SmallModel in(Path folder, BackboneType type) throws IOException {
    SmallModel model = new SmallModel((Wav2Vec2Type) type, folder);
    Files.createDirectories(model.folder());
    model.configure("");
    Safetensors.write(model.file(), model.tensors(), Map.of());
    return model;
  }

  /** Adds lines to {@code config.json}, beginning with a comma. */
  public void configure(String more) throws IOException {
    Files.writeString(folder().resolve("config.json"), CONFIG.formatted(more));
  }

  /** Its random tensors. */
  public List<Tensor> tensors() throws IOException {
    Weights weights = Weights.random(Wav2Vec2Weights.spec(config()), 7);
    List<Tensor> tensors = new ArrayList<>();
    try (NDManager scope = Torch.scope()) {
      for (String name : weights.names()) {
        var array = weights.array(scope, name);
        tensors.add(Tensor.of(name, array.toFloatArray(), array.getShape().getShape()));
      }
    }
    return tensors;
  }

  /** Its sizes. */
  Wav2Vec2Config config() throws IOException {
    return Wav2Vec2Json.read(options().config(type.name()).orElseThrow(), type.published());
  }

  /** Its file of weights. */
  public Path file() {
    return folder().resolve("model.safetensors");
  }

  /** All defaults. */
  public BackboneOptions options() {
    return BackboneOptions.in(folder);
  }

  /** Opens it with its defaults. */
  public Backbone open() throws IOException {
    return type.open(options());
  }

  private Path folder() {
    return folder.resolve(type.name());
  }
}
