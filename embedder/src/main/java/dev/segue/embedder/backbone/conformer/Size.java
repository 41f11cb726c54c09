// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sizes to train. Those of the paper give, with 25 positions a second and a code book of 8192, its
 * parameter counts; what it leaves open is chosen so that they fit (see the README).
 */
public enum Size {
  /** For tests and for a first look: minutes on a laptop. */
  TINY("tiny", 2, 64, 4, 128, 0),
  /** An hour or so on a laptop. */
  SMALL("small", 4, 192, 6, 576, 0),
  /** The paper's smaller one. */
  PAPER_4("4x768", 4, 768, 12, 4096, 512),
  /** The paper's larger one. */
  PAPER_12("12x1024", 12, 1024, 16, 4096, 512);

  /** Positions that a convolution sees; MusicFM's. */
  private static final int KERNEL = 31;

  private final String label;
  private final int layers;
  private final int dimension;
  private final int heads;
  private final int width;
  private final int channels;

  Size(String label, int layers, int dimension, int heads, int width, int channels) {
    this.label = label;
    this.layers = layers;
    this.dimension = dimension;
    this.heads = heads;
    this.width = width;
    this.channels = channels;
  }

  /**
   * The size of a name such as {@code 12x1024}.
   *
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static Size of(String label) {
    return Arrays.stream(values())
        .filter(size -> size.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no size '%s'; there are: %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(Size::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * A network of this size.
   *
   * @param mel what it hears
   * @param codes how many its quantiser has
   */
  public EncoderConfig config(Family family, Mixing mixing, MelInput mel, int codes) {
    List<Integer> hidden = List.of(dimension / 2);
    Summary summary = new Summary(heads, hidden, dimension, hidden, dimension, Optional.empty());
    return new EncoderConfig(
        family, mixing, dimension, layers, heads, width, KERNEL, summary, channels, mel, codes);
  }

  @Override
  public String toString() {
    return label;
  }
}
