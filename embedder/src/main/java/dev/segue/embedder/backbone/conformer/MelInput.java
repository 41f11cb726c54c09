// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/**
 * The spectra that a network hears: mel power in dB, less a mean, over a deviation.
 *
 * @param sampleRate in Hz
 * @param fft samples of a window
 * @param hop samples from one frame to the next
 * @param bins mel filters
 * @param mean of the training catalogue, in dB
 * @param deviation of the training catalogue, in dB
 */
public record MelInput(int sampleRate, int fft, int hop, int bins, double mean, double deviation) {
  /**
   * The paper's, with the mean and deviation that are published with MusicFM: to measure with, a
   * training takes those of its own catalogue.
   */
  public static final MelInput PAPER =
      new MelInput(24_000, 2048, 240, 128, 6.768444971712967, 18.417922652295623);

  /** Checks the ranges. */
  public MelInput {
    EncoderConfig.require(sampleRate > 0, "sample_rate", sampleRate);
    EncoderConfig.require(fft > 1 && fft % 2 == 0, "fft", fft);
    EncoderConfig.require(hop > 0, "hop", hop);
    EncoderConfig.require(bins > 0, "bins", bins);
    EncoderConfig.require(Double.isFinite(mean), "mean", mean);
    EncoderConfig.require(deviation > 0 && Double.isFinite(deviation), "deviation", deviation);
  }

  /** The same with the mean and deviation of another catalogue. */
  public MelInput with(double otherMean, double otherDeviation) {
    return new MelInput(sampleRate, fft, hop, bins, otherMean, otherDeviation);
  }
}
