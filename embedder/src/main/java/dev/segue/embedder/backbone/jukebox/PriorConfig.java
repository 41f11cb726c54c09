// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

/**
 * The sizes of the prior, the transformer that models the codes.
 *
 * @param context codes that it hears at most
 * @param width values of a position
 * @param depth blocks in all
 * @param heads of the attention
 * @param attentionRatio width of the attention, as a share of the width
 * @param hiddenRatio width within the MLP, as a share of the width
 * @param blocks that the context is cut into for attention
 * @param genres known
 * @param artists known
 * @param timeBins of each table of times
 * @param shortestTrack that it was trained on, in seconds
 * @param longestTrack that it was trained on, in seconds
 * @param epsilon of the layer norms
 */
record PriorConfig(
    int context,
    int width,
    int depth,
    int heads,
    double attentionRatio,
    double hiddenRatio,
    int blocks,
    int genres,
    int artists,
    int timeBins,
    double shortestTrack,
    double longestTrack,
    double epsilon) {
  static final PriorConfig PUBLISHED =
      new PriorConfig(8192, 4800, 72, 8, 0.25, 1.0, 128, 120, 4111, 128, 60, 600, 1e-5);

  PriorConfig {
    Sizes.check("n_ctx", context, 1 << 20);
    Sizes.check("prior_width", width, 1 << 16);
    Sizes.check("prior_depth", depth, 1024);
    Sizes.check("y_bins", genres, 1 << 20);
    Sizes.check("y_bins", artists, 1 << 20);
    Sizes.check("t_bins", timeBins, 1 << 16);
    Sizes.check("m_mlp", (int) (hiddenRatio * width), 1 << 18);
    if (blocks < 1 || context % blocks != 0) {
      throw new IllegalArgumentException(
          "n_ctx %d is not a multiple of blocks %d".formatted(context, blocks));
    }
    if (heads < 1 || (int) (attentionRatio * width) % heads != 0) {
      throw new IllegalArgumentException(
          "%d heads do not divide %d values of attention"
              .formatted(heads, (int) (attentionRatio * width)));
    }
  }

  int attentionWidth() {
    return (int) (attentionRatio * width);
  }

  int headWidth() {
    return attentionWidth() / heads;
  }

  int hidden() {
    return (int) (hiddenRatio * width);
  }

  /** Positions of a block of the attention. */
  int blockLength() {
    return context / blocks;
  }
}
