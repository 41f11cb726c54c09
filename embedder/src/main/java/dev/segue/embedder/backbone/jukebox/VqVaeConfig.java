// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import java.util.List;

/**
 * The sizes of the VQ-VAE, which turns audio into codes. It has several levels, of which the last
 * is the coarsest and the only one that is heard.
 *
 * @param codes in a level's codebook
 * @param embeddingWidth values of a code
 * @param width channels of a residual block at multiplier 1
 * @param depth residual blocks after each halving at multiplier 1
 * @param hiddenRatio channels within a residual block, as a share of its width
 * @param dilationGrowth of the convolutions from one residual block to the next
 * @param halvings that each level adds to the one before
 * @param multipliers of width and depth of each level
 */
record VqVaeConfig(
    int codes,
    int embeddingWidth,
    int width,
    int depth,
    double hiddenRatio,
    int dilationGrowth,
    List<Integer> halvings,
    List<Integer> multipliers) {
  static final VqVaeConfig PUBLISHED =
      new VqVaeConfig(2048, 64, 32, 4, 1.0, 3, List.of(3, 2, 2), List.of(2, 1, 1));

  VqVaeConfig {
    halvings = List.copyOf(halvings);
    multipliers = List.copyOf(multipliers);
    Sizes.check("l_bins", codes, 1 << 20);
    Sizes.check("emb_width", embeddingWidth, 1 << 14);
    Sizes.check("width", width, 1 << 14);
    Sizes.check("vq_depth", depth, 12);
    Sizes.check("dilation_growth_rate", dilationGrowth, 8);
    halvings.forEach(halving -> Sizes.check("downs_t", halving, 8));
    multipliers.forEach(multiplier -> Sizes.check("multipliers", multiplier, 16));
    Sizes.check("m_conv", hidden(width, hiddenRatio), 1 << 14);
    if (halvings.isEmpty() || halvings.size() != multipliers.size()) {
      throw new IllegalArgumentException(
          "downs_t and multipliers name %d and %d levels"
              .formatted(halvings.size(), multipliers.size()));
    }
  }

  int levels() {
    return halvings.size();
  }

  int top() {
    return levels() - 1;
  }

  /** Channels of the residual blocks of a level. */
  int width(int level) {
    return width * multipliers.get(level);
  }

  int hidden(int level) {
    return hidden(width(level), hiddenRatio);
  }

  private static int hidden(int width, double ratio) {
    return (int) (ratio * width);
  }

  /** Residual blocks after each halving of a level. */
  int depth(int level) {
    return depth * multipliers.get(level);
  }

  int dilation(int block) {
    return (int) Math.pow(dilationGrowth, block);
  }

  /** Samples of audio in a code of the last level. */
  int hop() {
    return 1 << halvings.stream().mapToInt(Integer::intValue).sum();
  }
}
