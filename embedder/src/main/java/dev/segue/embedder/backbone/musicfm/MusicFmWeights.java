// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import static dev.segue.embedder.backbone.musicfm.MusicFmConfig.FFT_SIZE;
import static dev.segue.embedder.backbone.musicfm.MusicFmConfig.FRAMES_A_TOKEN;
import static dev.segue.embedder.backbone.musicfm.MusicFmConfig.HOP;
import static dev.segue.embedder.backbone.musicfm.MusicFmConfig.MELS;

import dev.segue.embedder.dsp.LogMel;
import dev.segue.embedder.dsp.MelFilterbank;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names and shapes of MusicFM's tensors. */
final class MusicFmWeights {
  private static final int BINS = FFT_SIZE / 2 + 1;
  private static final String STFT = "preprocessor_melspec_2048.mel_stft.";
  private static final String WINDOW = STFT + "spectrogram.window";
  private static final String FILTERS = STFT + "mel_scale.fb";

  /** What only the training needs, or nothing at all. */
  private static final String UNUSED =
      "cls_token|linear\\..*|quantizer_.*|conformer\\.(pos_conv_embed|embed_positions)\\..*"
          + "|.*\\.num_batches_tracked";

  /** Where the tensors of an original file are. */
  private static final String ORIGINAL = "state_dict.model";

  private MusicFmWeights() {}

  /** All tensors of a file. */
  static TensorSpec all(MusicFmConfig config) {
    TensorSpec.Builder spec = frontEnd(TensorSpec.builder());
    training(spec, config);
    for (int i = 0; i < 2; i++) {
      for (int j = 1; j <= 3; j++) {
        spec.tensor("conv.conv.%d.bn%d.num_batches_tracked".formatted(i, j));
      }
    }
    for (int i = 0; i < config.depth(); i++) {
      spec.tensor("conformer.layers.%d.conv_module.batch_norm.num_batches_tracked".formatted(i));
    }
    return network(spec, config, config.depth()).build();
  }

  /**
   * The tensors that an embedding is computed from; others of a file are let be.
   *
   * @param layer whose output it is
   */
  static TensorSpec used(MusicFmConfig config, int layer) {
    TensorSpec.Builder spec = frontEnd(TensorSpec.builder()).ignore(UNUSED);
    for (int i = layer; i < config.depth(); i++) {
      spec.ignore("conformer\\.(layer_norm|layers\\." + i + ")\\..*");
    }
    return network(spec, config, layer).build();
  }

  /** The same without those of the front end. */
  static TensorSpec network(MusicFmConfig config, int layer) {
    return network(TensorSpec.builder(), config, layer).build();
  }

  /** Reads a file in the original form, or with the same tensors at its top. */
  static Map<String, Tensor> read(Path file) throws IOException {
    Map<String, Tensor> found = Checkpoints.read(file);
    boolean original = found.keySet().stream().anyMatch(name -> name.startsWith(ORIGINAL + "."));
    return original ? Checkpoints.read(file, ORIGINAL) : found;
  }

  /** The front end that the tensors of a file define. */
  static LogMel frontEnd(Map<String, Tensor> tensors) {
    float[] filters = tensors.get(FILTERS).toFloats();
    return LogMel.of(tensors.get(WINDOW).toFloats(), HOP, MelFilterbank.of(filters, BINS, MELS));
  }

  /** The tensors without those of the front end. */
  static Map<String, Tensor> withoutFrontEnd(Map<String, Tensor> tensors) {
    Map<String, Tensor> rest = new LinkedHashMap<>(tensors);
    rest.keySet().removeIf(name -> name.startsWith(STFT));
    return rest;
  }

  private static TensorSpec.Builder frontEnd(TensorSpec.Builder spec) {
    return spec.tensor(WINDOW, FFT_SIZE).tensor(FILTERS, BINS, MELS);
  }

  private static void training(TensorSpec.Builder spec, MusicFmConfig config) {
    int dim = config.dim();
    spec.tensor("cls_token", dim)
        .tensor(
            "quantizer_melspec_2048_0.random_projection",
            FRAMES_A_TOKEN * MELS,
            config.codebookDim())
        .tensor("quantizer_melspec_2048_0.codebook", config.codebookSize(), config.codebookDim())
        .tensor("linear.weight", config.codebookSize(), dim)
        .tensor("linear.bias", config.codebookSize())
        .tensor("conformer.embed_positions.inv_freq", dim / config.heads() / 2)
        .tensor("conformer.pos_conv_embed.conv.bias", dim)
        .tensor("conformer.pos_conv_embed.conv.weight_g", 1, 1, config.positionKernel())
        .tensor(
            "conformer.pos_conv_embed.conv.weight_v",
            dim,
            dim / config.positionGroups(),
            config.positionKernel());
  }

  private static TensorSpec.Builder network(
      TensorSpec.Builder spec, MusicFmConfig config, int layer) {
    int channels = config.convDim();
    for (int i = 0; i < 2; i++) {
      int from = i == 0 ? 1 : channels;
      convolution(spec, "conv.conv." + i, 1, channels, from);
      convolution(spec, "conv.conv." + i, 2, channels, channels);
      convolution(spec, "conv.conv." + i, 3, channels, from);
    }
    linear(spec, "conv.linear", config.dim(), channels * MELS / FRAMES_A_TOKEN);
    for (int i = 0; i < layer; i++) {
      layer(spec, "conformer.layers." + i + ".", config);
    }
    return layer == config.depth() ? norm(spec, "conformer.layer_norm", config.dim()) : spec;
  }

  private static void convolution(
      TensorSpec.Builder spec, String block, int number, int to, int from) {
    spec.tensor("%s.conv%d.weight".formatted(block, number), to, from, 3, 3)
        .tensor("%s.conv%d.bias".formatted(block, number), to);
    batchNorm(spec, "%s.bn%d".formatted(block, number), to);
  }

  private static void layer(TensorSpec.Builder spec, String name, MusicFmConfig config) {
    int dim = config.dim();
    for (String ffn : new String[] {"ffn1", "ffn2"}) {
      norm(spec, name + ffn + "_layer_norm", dim);
      linear(spec, name + ffn + ".intermediate_dense", config.ffn(), dim);
      linear(spec, name + ffn + ".output_dense", dim, config.ffn());
    }
    norm(spec, name + "self_attn_layer_norm", dim);
    for (String part : new String[] {"q", "k", "v", "out"}) {
      linear(spec, name + "self_attn.linear_" + part, dim, dim);
    }
    String conv = name + "conv_module.";
    norm(spec, conv + "layer_norm", dim)
        .tensor(conv + "pointwise_conv1.weight", 2L * dim, dim, 1)
        .tensor(conv + "depthwise_conv.weight", dim, 1, config.kernel())
        .tensor(conv + "pointwise_conv2.weight", dim, dim, 1);
    batchNorm(spec, conv + "batch_norm", dim);
    norm(spec, name + "final_layer_norm", dim);
  }

  private static TensorSpec.Builder norm(TensorSpec.Builder spec, String name, int dim) {
    return spec.tensor(name + ".weight", dim).tensor(name + ".bias", dim);
  }

  private static void batchNorm(TensorSpec.Builder spec, String name, int dim) {
    norm(spec, name, dim).tensor(name + ".running_mean", dim).tensor(name + ".running_var", dim);
  }

  private static void linear(TensorSpec.Builder spec, String name, int to, int from) {
    spec.tensor(name + ".weight", to, from).tensor(name + ".bias", to);
  }
}
