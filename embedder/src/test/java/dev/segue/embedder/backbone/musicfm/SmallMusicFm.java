// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import dev.segue.embedder.dsp.MelFilterbank;
import dev.segue.embedder.dsp.MelScale;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a MusicFM of two narrow layers with random weights. */
public final class SmallMusicFm {
  private static final MusicFmConfig CONFIG = new MusicFmConfig(16, 2, 2, 24, 4, 5, 32, 8, 4, 2);

  private SmallMusicFm() {}

  /**
   * Writes its weights and their {@code config.json}.
   *
   * @param misshapen tensors that get these shapes instead of their own
   */
  public static void write(Path folder, Map<String, long[]> misshapen) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    Random random = new Random(3);
    MusicFmWeights.all(CONFIG)
        .shapes()
        .forEach(
            (name, shape) -> {
              long[] written = misshapen.getOrDefault(name, shape);
              tensors.add(Tensor.of(name, values(name, random, written), written));
            });
    Safetensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"encoder_dim": 16, "encoder_depth": 2, "num_attention_heads": 2, "intermediate_size": 24,
         "conv_dim": 4, "conv_depthwise_kernel_size": 5, "codebook_size": 32, "codebook_dim": 8,
         "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2}
        """);
  }

  private static float[] values(String name, Random random, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    boolean scale = name.matches(".*(norm|bn[123])\\.(weight|running_var)|.*window");
    double size = shape.length < 2 ? 0.1 : Math.sqrt((double) shape[0] / values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (size * random.nextGaussian() + (scale ? 1 : 0));
    }
    return name.endsWith(".fb") ? filters() : values;
  }

  private static float[] filters() {
    MelFilterbank filters = MelFilterbank.create(24_000, 2048, 128, 0, 12_000, MelScale.HTK, false);
    float[] weights = new float[filters.bins() * filters.filters()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = filters.weight(i % filters.filters(), i / filters.filters());
    }
    return weights;
  }
}
