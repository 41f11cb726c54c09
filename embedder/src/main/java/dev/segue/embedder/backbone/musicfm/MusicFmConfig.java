// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The sizes of a MusicFM encoder.
 *
 * @param dim values of a token
 * @param depth Conformer layers
 * @param heads of the attention
 * @param ffn width of the feed-forward networks
 * @param convDim channels of the convolutions over the spectrum
 * @param kernel of the Conformer's depthwise convolution, in tokens, odd
 * @param codebookSize tokens of the quantiser that it was trained with
 * @param codebookDim values of one of them
 * @param positionKernel of a convolution that checkpoints hold and nothing uses
 * @param positionGroups of the same
 */
record MusicFmConfig(
    int dim,
    int depth,
    int heads,
    int ffn,
    int convDim,
    int kernel,
    int codebookSize,
    int codebookDim,
    int positionKernel,
    int positionGroups) {
  /** Hz. */
  static final int SAMPLE_RATE = 24_000;

  /** Samples of window and transform. */
  static final int FFT_SIZE = 2048;

  /** Samples from frame to frame: 100 frames a second. */
  static final int HOP = 240;

  /** Mel filters. */
  static final int MELS = 128;

  /** Two convolutions with a stride of 2 each: 25 tokens a second. */
  static final int FRAMES_A_TOKEN = 4;

  /** As published for 25 Hz: 329 million parameters. */
  static final MusicFmConfig PUBLISHED =
      new MusicFmConfig(1024, 12, 16, 4096, 512, 31, 4096, 16, 128, 16);

  MusicFmConfig {
    if (dim < 1 || depth < 1 || heads < 1 || dim % heads != 0 || dim / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "%d values cannot be rotated in %d heads of %d layers: a head needs an even number"
              .formatted(dim, heads, depth));
    }
    if (ffn < 1 || convDim < 1 || kernel < 1 || kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "ffn %d, conv_dim %d and the kernel %d must be positive, the kernel odd"
              .formatted(ffn, convDim, kernel));
    }
  }

  /** The published sizes but for those that a {@code config.json} names. */
  static MusicFmConfig of(JsonNode json) {
    String activation = json.path("hidden_act").asText("swish");
    if (!activation.equals("swish") && !activation.equals("silu")) {
      throw new IllegalArgumentException(
          "MusicFM's activation is swish; config.json says hidden_act " + activation);
    }
    return new MusicFmConfig(
        json.path("encoder_dim").asInt(PUBLISHED.dim),
        json.path("encoder_depth").asInt(PUBLISHED.depth),
        json.path("num_attention_heads").asInt(PUBLISHED.heads),
        json.path("intermediate_size").asInt(PUBLISHED.ffn),
        json.path("conv_dim").asInt(PUBLISHED.convDim),
        json.path("conv_depthwise_kernel_size").asInt(PUBLISHED.kernel),
        json.path("codebook_size").asInt(PUBLISHED.codebookSize),
        json.path("codebook_dim").asInt(PUBLISHED.codebookDim),
        json.path("num_conv_pos_embeddings").asInt(PUBLISHED.positionKernel),
        json.path("num_conv_pos_embedding_groups").asInt(PUBLISHED.positionGroups));
  }

  /** How many tokens so many samples become. */
  static int tokens(int samples) {
    return (samples / HOP + FRAMES_A_TOKEN - 1) / FRAMES_A_TOKEN;
  }
}
