// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

/** How the transformer learns where a frame stands: convolutions that are added to its input. */
public sealed interface Positional {
  /** How many frames one filter sees. */
  int kernel();

  /** Into how many groups the channels are split. */
  int groups();

  /**
   * One convolution with weight normalisation, a norm for each tap of the filters (wav2vec 2.0,
   * HuBERT, MERT).
   */
  record WeightNormed(int kernel, int groups) implements Positional {}

  /**
   * Several, each followed by a layer norm without parameters (data2vec).
   *
   * @param depth how many
   */
  record Stacked(int depth, int kernel, int groups) implements Positional {}
}
