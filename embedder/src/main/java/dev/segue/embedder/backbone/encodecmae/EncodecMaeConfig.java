// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The sizes of an EnCodecMAE.
 *
 * @param sampleRate in Hz
 * @param chunkSeconds length of the chunks that are encoded each on its own
 * @param filters channels of EnCodec's first convolution; they double with every stride
 * @param strides of the downsampling convolutions, in their order
 * @param latent channels that leave EnCodec's encoder
 * @param width of the transformer
 * @param layers of the transformer
 * @param heads of every attention
 * @param feedForward width of the feed-forward layer, which all layers share
 * @param epsilon of the layer norms
 * @param decoderLayers of the part that is only needed for pre-training
 * @param quantisers of EnCodec, needed for pre-training only
 * @param codes of each quantiser
 * @param targets how many quantisers were predicted in pre-training
 */
record EncodecMaeConfig(
    int sampleRate,
    int chunkSeconds,
    int filters,
    List<Integer> strides,
    int latent,
    int width,
    int layers,
    int heads,
    int feedForward,
    double epsilon,
    int decoderLayers,
    int quantisers,
    int codes,
    int targets) {
  /** The size that was published as 'base'. */
  static final EncodecMaeConfig PUBLISHED =
      new EncodecMaeConfig(
          24_000, 4, 32, List.of(2, 4, 5, 8), 128, 768, 10, 12, 4096, 1e-5, 2, 32, 1024, 8);

  EncodecMaeConfig {
    strides = List.copyOf(strides);
    if (heads < 1 || width % heads != 0 || width % 2 != 0) {
      throw new IllegalArgumentException(
          "a width of %d cannot be split into %d heads".formatted(width, heads));
    }
    if (strides.isEmpty() || sampleRate * chunkSeconds % hop(strides) != 0) {
      throw new IllegalArgumentException(
          "chunks of %d samples are no whole number of frames of %d"
              .formatted(sampleRate * chunkSeconds, hop(strides)));
    }
  }

  /**
   * Reads {@code config.json}; what it does not say is as published.
   *
   * @throws IllegalArgumentException if it describes another kind of network
   */
  static EncodecMaeConfig of(JsonNode json) {
    requireSame(json, "norm_type", "ResiDual");
    requireSame(json, "ff_activation", "relu");
    requireSame(json, "pad_mode", "reflect");
    requireSame(json, "causal", "true");
    EncodecMaeConfig usual = PUBLISHED;
    int chunk = json.path("chunk_seconds").asInt(usual.chunkSeconds);
    requireSame(json, "chunk_hop_seconds", String.valueOf(chunk));
    return new EncodecMaeConfig(
        json.path("sr").asInt(usual.sampleRate),
        chunk,
        json.path("n_filters").asInt(usual.filters),
        strides(json.path("ratios")),
        json.path("encodec_dim").asInt(usual.latent),
        json.path("model_dim").asInt(usual.width),
        json.path("num_layers").asInt(usual.layers),
        json.path("num_heads").asInt(usual.heads),
        json.path("ff_dim").asInt(usual.feedForward),
        json.path("layer_norm_eps").asDouble(usual.epsilon),
        json.path("dec_layers").asInt(usual.decoderLayers),
        json.path("n_q").asInt(usual.quantisers),
        json.path("bins").asInt(usual.codes),
        json.path("n_targets").asInt(usual.targets));
  }

  /** Samples from frame to frame. */
  int hop() {
    return hop(strides);
  }

  int chunkSamples() {
    return sampleRate * chunkSeconds;
  }

  /** Frames of a whole chunk. */
  int chunkFrames() {
    return chunkSamples() / hop();
  }

  /** Channels behind the last stride, which is also the width of the LSTM. */
  int deepest() {
    return filters << strides.size();
  }

  /** EnCodec lists the strides in the order of its decoder. */
  private static List<Integer> strides(JsonNode ratios) {
    if (!ratios.isArray()) {
      return PUBLISHED.strides;
    }
    List<Integer> strides = new ArrayList<>();
    ratios.forEach(ratio -> strides.add(ratio.asInt()));
    Collections.reverse(strides);
    return strides;
  }

  private static int hop(List<Integer> strides) {
    return strides.stream().reduce(1, Math::multiplyExact);
  }

  private static void requireSame(JsonNode json, String key, String only) {
    String found = json.path(key).asText(only);
    if (!found.equals(only)) {
      throw new IllegalArgumentException(
          "config.json: %s is %s; only %s is known here".formatted(key, found, only));
    }
  }
}
