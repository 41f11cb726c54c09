// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

import dev.segue.embedder.dsp.MelScale;
import dev.segue.embedder.dsp.Padding;
import java.util.OptionalDouble;

/**
 * How coefficients and their statistics are computed.
 *
 * @param sampleRate in Hz
 * @param fftSize window and transform, in samples
 * @param hop from frame to frame, in samples
 * @param mels mel filters
 * @param lowest frequency of the filters, in Hz
 * @param highest frequency of the filters, in Hz
 * @param scale mel scale
 * @param areaNormalised whether a filter's area is normalised (Slaney) or its peak is 1
 * @param topDb how far below the loudest value of a track its values are cut off, in dB; empty for
 *     no cut
 * @param padding at both ends
 * @param coefficients how many are kept, the 0th included
 * @param ddof 1 divides covariances by frames - 1, 0 by frames
 */
public record MfccConfig(
    int sampleRate,
    int fftSize,
    int hop,
    int mels,
    double lowest,
    double highest,
    MelScale scale,
    boolean areaNormalised,
    OptionalDouble topDb,
    Padding padding,
    int coefficients,
    int ddof) {
  /** librosa's defaults (0.10 and later), 13 coefficients. */
  public static final MfccConfig LIBROSA =
      new MfccConfig(
          22_050,
          2048,
          512,
          128,
          0,
          11_025,
          MelScale.SLANEY,
          true,
          OptionalDouble.of(80),
          Padding.ZERO,
          13,
          1);

  /** Checks what would give no coefficients or none that are finite. */
  public MfccConfig {
    if (coefficients < 1 || coefficients > mels) {
      throw new IllegalArgumentException(
          "%d coefficients of %d mel filters are not possible".formatted(coefficients, mels));
    }
    if (lowest < 0 || highest <= lowest || highest > sampleRate / 2.0) {
      throw new IllegalArgumentException(
          "mel filters from %.1f to %.1f Hz do not fit a sample rate of %d Hz"
              .formatted(lowest, highest, sampleRate));
    }
    if (ddof != 0 && ddof != 1) {
      throw new IllegalArgumentException("ddof must be 0 or 1, not " + ddof);
    }
  }
}
