// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.checkpoint.TensorSpec;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The tensors of a checkpoint, named as published. */
final class EncodecMaeWeights {
  static final String SEANET = "wav_encoder.model.model.";
  static final String ENCODER = "visible_encoder.";
  private static final String NESTED = "state_dict.";
  private static final String UNUSED = "(target_encoder|decoder|decoder_projector|head)\\..*";

  private EncodecMaeWeights() {}

  /** What an embedding needs. */
  static TensorSpec used(EncodecMaeConfig config) {
    TensorSpec.Builder spec = TensorSpec.builder().ignore(UNUSED);
    addUsed(spec, config);
    return spec.build();
  }

  /** All that was published: also the decoder, its head and the quantisers. */
  static TensorSpec published(EncodecMaeConfig config) {
    TensorSpec.Builder spec = TensorSpec.builder();
    addUsed(spec, config);
    for (int i = 0; i < config.quantisers(); i++) {
      String name = "target_encoder.model.vq.layers.%d._codebook.".formatted(i);
      spec.tensor(name + "inited", 1).tensor(name + "cluster_size", config.codes());
      spec.tensor(name + "embed", config.codes(), config.latent());
      spec.tensor(name + "embed_avg", config.codes(), config.latent());
    }
    addLinear(spec, "decoder_projector", config.width(), config.width());
    addLinear(spec, "head.layer", config.targets() * config.codes(), config.width());
    addTransformer(spec, "decoder.", config.decoderLayers(), config);
    return spec.build();
  }

  /** Reads what an embedding needs from the published file or a safetensors file. */
  static Map<String, Tensor> read(Path file, EncodecMaeConfig config) throws IOException {
    Map<String, Tensor> tensors = used(config).select(file, flat(file));
    for (int i = 1; i < config.layers(); i++) {
      for (String part : new String[] {"0.weight", "0.bias", "2.weight", "2.bias"}) {
        Tensor first = tensors.get(feedForward(0) + part);
        Tensor other = tensors.get(feedForward(i) + part);
        if (!first.bytes().equals(other.bytes())) {
          throw new IOException(
              "%s: %s differs from %s; all layers of an EnCodecMAE share one feed-forward layer"
                  .formatted(file, other.name(), first.name()));
        }
      }
    }
    return tensors;
  }

  /** The tensors of a file; the published one keeps them below {@code state_dict}. */
  static Map<String, Tensor> flat(Path file) throws IOException {
    Map<String, Tensor> all = Checkpoints.read(file);
    boolean nested = all.keySet().stream().anyMatch(name -> name.startsWith(NESTED));
    return nested ? Checkpoints.read(file, "state_dict") : all;
  }

  static String feedForward(int layer) {
    return "%sencoder_layers.%d.ff_layer.".formatted(ENCODER, layer);
  }

  private static void addUsed(TensorSpec.Builder spec, EncodecMaeConfig config) {
    int channels = config.filters();
    int module = 0;
    addConvolution(spec, SEANET + module++, 1, channels, 7);
    for (int stride : config.strides()) {
      addConvolution(spec, SEANET + module + ".block.1", channels, channels / 2, 3);
      addConvolution(spec, SEANET + module + ".block.3", channels / 2, channels, 1);
      addConvolution(spec, SEANET + module + ".shortcut", channels, channels, 1);
      addConvolution(spec, SEANET + (module + 2), channels, 2 * channels, 2 * stride);
      channels *= 2;
      module += 3;
    }
    for (int layer = 0; layer < SeanetText.LSTM_LAYERS; layer++) {
      for (String side : new String[] {"ih", "hh"}) {
        String suffix = "_%s_l%d".formatted(side, layer);
        spec.tensor(SEANET + module + ".lstm.weight" + suffix, 4L * channels, channels);
        spec.tensor(SEANET + module + ".lstm.bias" + suffix, 4L * channels);
      }
    }
    addConvolution(spec, SEANET + (module + 2), channels, config.latent(), 7);
    addTransformer(spec, ENCODER, config.layers(), config);
    addLinear(spec, "feat_projector", config.width(), config.latent());
    spec.tensor("positional_encoder.scale");
  }

  private static void addConvolution(
      TensorSpec.Builder spec, String name, int in, int out, int kernel) {
    spec.tensor(name + ".conv.conv.bias", out);
    spec.tensor(name + ".conv.conv.weight_g", out, 1, 1);
    spec.tensor(name + ".conv.conv.weight_v", out, in, kernel);
  }

  private static void addTransformer(
      TensorSpec.Builder spec, String prefix, int layers, EncodecMaeConfig config) {
    int width = config.width();
    for (int i = 0; i < layers; i++) {
      String layer = "%sencoder_layers.%d.".formatted(prefix, i);
      for (String matrix : new String[] {"wq", "wk", "wv", "wo"}) {
        spec.tensor(layer + "att_layer." + matrix + ".weight", width, width);
      }
      addLinear(spec, layer + "ff_layer.0", config.feedForward(), width);
      addLinear(spec, layer + "ff_layer.2", width, config.feedForward());
      addNorm(spec, layer + "norm1", width);
      addNorm(spec, layer + "norm2", width);
    }
    addNorm(spec, prefix + "final_norm", width);
  }

  private static void addLinear(TensorSpec.Builder spec, String name, int out, int in) {
    spec.tensor(name + ".weight", out, in).tensor(name + ".bias", out);
  }

  private static void addNorm(TensorSpec.Builder spec, String name, int width) {
    spec.tensor(name + ".weight", width).tensor(name + ".bias", width);
  }
}
