// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.embedder.dsp.LogMel;

/** The spectra of {@link MelInput}, one after the other. */
public final class MelFrames {
  private MelFrames() {}

  /** What computes them. */
  public static LogMel of(MelInput input) {
    return LogMel.torchaudio(input.sampleRate(), input.fft(), input.hop(), input.bins());
  }

  /** Subtracts the mean and divides by the deviation, in place. */
  public static float[] normalised(float[] decibels, MelInput input) {
    float mean = (float) input.mean();
    float scale = (float) (1 / input.deviation());
    for (int i = 0; i < decibels.length; i++) {
      decibels[i] = (decibels[i] - mean) * scale;
    }
    return decibels;
  }
}
