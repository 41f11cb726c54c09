// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * Power spectra of centred frames under a window: frame {@code t} is centred on sample {@code t *
 * hop}. Immutable; each thread needs a {@link Frames} of its own.
 */
public final class PowerSpectrogram {
  private final int fftSize;
  private final int hop;
  private final Padding padding;
  private final float[] window;
  private final FloatFFT_1D fft;

  /**
   * Under a periodic Hann window.
   *
   * @param fftSize length of window and transform in samples, even
   * @param hop samples from one frame to the next
   */
  public PowerSpectrogram(int fftSize, int hop, Padding padding) {
    this(hann(fftSize), hop, padding);
  }

  /**
   * Under another window.
   *
   * @param window {@code [fftSize]}, an even number of values
   * @param hop samples from one frame to the next
   */
  public PowerSpectrogram(float[] window, int hop, Padding padding) {
    int fftSize = window.length;
    if (fftSize < 2 || fftSize % 2 != 0 || hop < 1) {
      throw new IllegalArgumentException(
          "the FFT size must be even and the hop positive, not %d and %d".formatted(fftSize, hop));
    }
    this.fftSize = fftSize;
    this.hop = hop;
    this.padding = padding;
    this.window = window.clone();
    this.fft = new FloatFFT_1D(fftSize);
  }

  /** How many frames so many samples have. */
  public int frames(int samples) {
    return 1 + samples / hop;
  }

  /** How many values each spectrum has. */
  public int bins() {
    return fftSize / 2 + 1;
  }

  /** The frames of these samples. */
  public Frames of(float[] samples) {
    return new Frames(samples);
  }

  /** Computes one spectrum after the other in the same buffers. Not thread-safe. */
  public final class Frames {
    private final float[] samples;
    private final float[] work = new float[fftSize];

    private Frames(float[] samples) {
      this.samples = samples;
    }

    /** How many there are. */
    public int count() {
      return frames(samples.length);
    }

    /**
     * Writes the power spectrum of a frame.
     *
     * @param power {@code [bins]}
     */
    public void power(int frame, float[] power) {
      load((long) frame * hop - fftSize / 2);
      fft.realForward(work);
      // JTransforms' packing of a real signal's spectrum: re[0], re[n/2], re[1], im[1], ...
      int half = fftSize / 2;
      power[0] = work[0] * work[0];
      power[half] = work[1] * work[1];
      for (int i = 1; i < half; i++) {
        float re = work[2 * i];
        float im = work[2 * i + 1];
        power[i] = re * re + im * im;
      }
    }

    private void load(long start) {
      if (start >= 0 && start + fftSize <= samples.length) {
        int from = (int) start;
        for (int i = 0; i < fftSize; i++) {
          work[i] = samples[from + i] * window[i];
        }
        return;
      }
      for (int i = 0; i < fftSize; i++) {
        long index = start + i;
        boolean inside = index >= 0 && index < samples.length;
        work[i] = (inside ? samples[(int) index] : padding.at(samples, index)) * window[i];
      }
    }
  }

  private static float[] hann(int size) {
    float[] window = new float[Math.max(0, size)];
    for (int i = 0; i < size; i++) {
      window[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    return window;
  }
}
