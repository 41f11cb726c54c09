// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

/**
 * One convolution over time, without padding or bias.
 *
 * @param channels it gives
 * @param kernel frames that a filter sees
 * @param stride frames from one position of the filters to the next
 */
public record ConvLayer(int channels, int kernel, int stride) {
  /** Checks that there is something to convolve. */
  public ConvLayer {
    if (channels < 1 || kernel < 1 || stride < 1 || stride > kernel) {
      throw new IllegalArgumentException(
          "a convolution of %d channels, kernel %d and stride %d is not possible"
              .formatted(channels, kernel, stride));
    }
  }
}
