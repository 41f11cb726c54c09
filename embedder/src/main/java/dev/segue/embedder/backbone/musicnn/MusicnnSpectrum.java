// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.embedder.dsp.MelFilterbank;
import dev.segue.embedder.dsp.MelScale;
import dev.segue.embedder.dsp.Padding;
import dev.segue.embedder.dsp.PowerSpectrogram;

/**
 * What MusiCNN hears: {@code log10(10000 m + 1)} of mel powers {@code m} as librosa before 0.10
 * defines them (centred frames with reflected ends, Slaney's scale and areas, up to half the rate),
 * rounded to float16 as its authors' code does. Immutable.
 */
final class MusicnnSpectrum {
  /** By which the powers are raised, so that the logarithm compresses them. */
  private static final float GAIN = 10_000;

  private final PowerSpectrogram spectrogram;
  private final MelFilterbank filters;

  MusicnnSpectrum(MusicnnConfig config) {
    spectrogram = new PowerSpectrogram(config.fftSize(), config.hop(), Padding.REFLECT);
    filters =
        MelFilterbank.create(
            config.sampleRate(),
            config.fftSize(),
            config.mels(),
            0,
            config.sampleRate() / 2.0,
            MelScale.SLANEY,
            true);
  }

  int frames(int samples) {
    return spectrogram.frames(samples);
  }

  /** The frames of these samples. */
  Frames of(float[] samples) {
    return new Frames(spectrogram.of(samples));
  }

  /** Computes frames one after another in the same buffer. Not thread-safe. */
  final class Frames {
    private final PowerSpectrogram.Frames frames;
    private final float[] power = new float[spectrogram.bins()];

    private Frames(PowerSpectrogram.Frames frames) {
      this.frames = frames;
    }

    /** Writes the mel powers of a frame from {@code start} on. */
    void mels(int frame, float[] out, int start) {
      frames.power(frame, power);
      filters.apply(power, out, start);
    }

    /** Writes what the network hears of a frame from {@code start} on. */
    void heard(int frame, float[] out, int start) {
      mels(frame, out, start);
      for (int i = start; i < start + filters.filters(); i++) {
        out[i] = (float) Math.log10(GAIN * Float16.round(out[i]) + 1);
      }
    }
  }
}
