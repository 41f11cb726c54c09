// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.embedder.backbone.wav2vec2.Wav2Vec2Config.ConvolutionNorm;
import java.util.ArrayList;
import java.util.List;

/** Reads the sizes from a {@code config.json} as Hugging Face's transformers write it. */
final class Wav2Vec2Json {
  private final JsonNode json;

  private Wav2Vec2Json(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads it. Keys that do not concern the sizes may be there.
   *
   * @param published what holds where a key is not there
   * @throws IllegalArgumentException if it describes a network that is not supported
   */
  static Wav2Vec2Config read(JsonNode json, Wav2Vec2Config published) {
    return new Wav2Vec2Json(json).read(published);
  }

  private Wav2Vec2Config read(Wav2Vec2Config published) {
    requireText("hidden_act", "gelu");
    requireText("feat_extract_activation", "gelu");
    requireFlag("conv_bias", false);
    requireFlag("feat_proj_layer_norm", true);
    requireFlag("deepnorm", false);
    requireFlag("feature_extractor_cqt", false);
    return new Wav2Vec2Config(
        convolutions(published.convolutions()),
        norm(published.convolutionNorm()),
        positional(published.positional()),
        json.path("do_stable_layer_norm").asBoolean(published.preNorm()),
        json.path("hidden_size").asInt(published.hidden()),
        json.path("intermediate_size").asInt(published.feedForward()),
        json.path("num_hidden_layers").asInt(published.layers()),
        json.path("num_attention_heads").asInt(published.heads()),
        json.path("layer_norm_eps").asDouble(published.eps()));
  }

  private List<ConvLayer> convolutions(List<ConvLayer> published) {
    JsonNode channels = json.path("conv_dim");
    JsonNode kernels = json.path("conv_kernel");
    JsonNode strides = json.path("conv_stride");
    if (channels.isMissingNode() && kernels.isMissingNode() && strides.isMissingNode()) {
      return published;
    }
    if (channels.isEmpty()
        || channels.size() != kernels.size()
        || channels.size() != strides.size()) {
      throw new IllegalArgumentException(
          "config.json: conv_dim, conv_kernel and conv_stride must be lists of one length");
    }
    List<ConvLayer> layers = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      layers.add(
          new ConvLayer(channels.get(i).asInt(), kernels.get(i).asInt(), strides.get(i).asInt()));
    }
    return layers;
  }

  private ConvolutionNorm norm(ConvolutionNorm published) {
    String norm = json.path("feat_extract_norm").asText(published.name());
    for (ConvolutionNorm known : ConvolutionNorm.values()) {
      if (known.name().equalsIgnoreCase(norm)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "config.json: feat_extract_norm is '%s'; there are group and layer".formatted(norm));
  }

  /** The same key is the kernel of the one convolution or the number of several. */
  private Positional positional(Positional published) {
    int groups = json.path("num_conv_pos_embedding_groups").asInt(published.groups());
    JsonNode embeddings = json.path("num_conv_pos_embeddings");
    if (published instanceof Positional.Stacked stacked) {
      return new Positional.Stacked(
          embeddings.asInt(stacked.depth()),
          json.path("conv_pos_kernel_size").asInt(stacked.kernel()),
          groups);
    }
    return new Positional.WeightNormed(embeddings.asInt(published.kernel()), groups);
  }

  private void requireText(String key, String only) {
    String found = json.path(key).asText(only);
    if (!found.equals(only)) {
      throw unsupported(key, found, only);
    }
  }

  private void requireFlag(String key, boolean only) {
    boolean found = json.path(key).asBoolean(only);
    if (found != only) {
      throw unsupported(key, found, only);
    }
  }

  private static IllegalArgumentException unsupported(String key, Object found, Object only) {
    return new IllegalArgumentException(
        "config.json: %s is %s; only %s is supported".formatted(key, found, only));
  }
}
