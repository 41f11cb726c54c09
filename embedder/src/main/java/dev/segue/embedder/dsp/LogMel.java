// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

/**
 * Mel power spectra in dB as networks built on torchaudio's {@code MelSpectrogram} and {@code
 * AmplitudeToDB} hear them: centred frames with reflected ends, power 2, no cut at the top. The
 * last frame, which lies half beyond the end, is dropped, so that so many samples give {@code
 * samples / hop} frames. Immutable.
 */
public final class LogMel {
  /** Power below which everything is silence; torchaudio's {@code amin}. */
  private static final float QUIETEST = 1e-10f;

  private final PowerSpectrogram spectrogram;
  private final MelFilterbank filters;
  private final int hop;

  private LogMel(PowerSpectrogram spectrogram, MelFilterbank filters, int hop) {
    this.spectrogram = spectrogram;
    this.filters = filters;
    this.hop = hop;
  }

  /**
   * With torchaudio's defaults: periodic Hann window, HTK scale from 0 Hz to half the rate, filters
   * that peak at 1.
   *
   * @param sampleRate in Hz
   * @param fftSize length of window and transform in samples, even
   * @param hop samples from one frame to the next
   * @param mels how many filters
   */
  public static LogMel torchaudio(int sampleRate, int fftSize, int hop, int mels) {
    return new LogMel(
        new PowerSpectrogram(fftSize, hop, Padding.REFLECT),
        MelFilterbank.create(sampleRate, fftSize, mels, 0, sampleRate / 2.0, MelScale.HTK, false),
        hop);
  }

  /**
   * With the window and the filters that a checkpoint holds.
   *
   * @param window {@code [fftSize]}
   * @param hop samples from one frame to the next
   * @param filters over {@code fftSize / 2 + 1} bins
   */
  public static LogMel of(float[] window, int hop, MelFilterbank filters) {
    if (filters.bins() != window.length / 2 + 1) {
      throw new IllegalArgumentException(
          "filters over %d bins do not fit a window of %d samples, whose spectrum has %d"
              .formatted(filters.bins(), window.length, window.length / 2 + 1));
    }
    return new LogMel(new PowerSpectrogram(window, hop, Padding.REFLECT), filters, hop);
  }

  /** How many values a frame has. */
  public int mels() {
    return filters.filters();
  }

  /** How many frames so many samples have. */
  public int frames(int samples) {
    return samples / hop;
  }

  /**
   * The spectra of all frames, one after the other.
   *
   * @return {@code [frames * mels]}, in dB
   */
  public float[] decibels(float[] samples) {
    int mels = mels();
    float[] out = new float[Math.multiplyExact(frames(samples.length), mels)];
    PowerSpectrogram.Frames frames = spectrogram.of(samples);
    float[] power = new float[spectrogram.bins()];
    for (int start = 0; start < out.length; start += mels) {
      frames.power(start / mels, power);
      filters.apply(power, out, start);
      for (int i = start; i < start + mels; i++) {
        out[i] = Decibels.of(out[i], QUIETEST);
      }
    }
    return out;
  }
}
