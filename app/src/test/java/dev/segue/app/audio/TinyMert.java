// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A folder of weights as a user has it: MERT with 2 layers of 16 values, random. */
public final class TinyMert {
  private static final int[] KERNELS = {10, 3, 3, 3, 3, 2, 2};
  private static final int CHANNELS = 8;
  private static final int HIDDEN = 16;
  private static final int FEED_FORWARD = 24;

  private final Random random = new Random(7);
  private final List<Tensor> tensors = new ArrayList<>();

  private TinyMert() {}

  /** Writes {@code config.json} and {@code model.safetensors} into a folder. */
  public static Path in(Path folder) throws IOException {
    TinyMert tiny = new TinyMert();
    tiny.build();
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"conv_dim": [8, 8, 8, 8, 8, 8, 8], "conv_kernel": [10, 3, 3, 3, 3, 2, 2],
         "conv_stride": [5, 2, 2, 2, 2, 2, 2], "hidden_size": 16, "intermediate_size": 24,
         "num_hidden_layers": 2, "num_attention_heads": 2, "num_conv_pos_embedding_groups": 4}
        """);
    Safetensors.write(folder.resolve("model.safetensors"), tiny.tensors, Map.of());
    return folder;
  }

  private void build() {
    tensor("masked_spec_embed", HIDDEN);
    for (int i = 0; i < KERNELS.length; i++) {
      String layer = "feature_extractor.conv_layers." + i;
      tensor(layer + ".conv.weight", CHANNELS, i == 0 ? 1 : CHANNELS, KERNELS[i]);
    }
    norm("feature_extractor.conv_layers.0.layer_norm", CHANNELS);
    norm("feature_projection.layer_norm", CHANNELS);
    linear("feature_projection.projection", CHANNELS, HIDDEN);
    tensor("encoder.pos_conv_embed.conv.bias", HIDDEN);
    tensor("encoder.pos_conv_embed.conv.weight_g", 1, 1, 128);
    tensor("encoder.pos_conv_embed.conv.weight_v", HIDDEN, HIDDEN / 4, 128);
    norm("encoder.layer_norm", HIDDEN);
    for (int i = 0; i < 2; i++) {
      String layer = "encoder.layers." + i + ".";
      for (String name : List.of("k_proj", "v_proj", "q_proj", "out_proj")) {
        linear(layer + "attention." + name, HIDDEN, HIDDEN);
      }
      norm(layer + "layer_norm", HIDDEN);
      linear(layer + "feed_forward.intermediate_dense", HIDDEN, FEED_FORWARD);
      linear(layer + "feed_forward.output_dense", FEED_FORWARD, HIDDEN);
      norm(layer + "final_layer_norm", HIDDEN);
    }
  }

  private void norm(String name, int size) {
    tensor(name + ".weight", size);
    tensor(name + ".bias", size);
  }

  private void linear(String name, int inputs, int outputs) {
    tensor(name + ".weight", outputs, inputs);
    tensor(name + ".bias", outputs);
  }

  private void tensor(String name, long... shape) {
    int size = 1;
    for (long n : shape) {
      size = Math.toIntExact(size * n);
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian() * 0.2f;
    }
    tensors.add(Tensor.of(name, values, shape));
  }
}
