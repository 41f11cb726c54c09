// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.time.Duration;

/** Mono audio: finite samples at one rate, full scale at -1 and 1. */
public final class Waveform {
  private final float[] samples;
  private final int sampleRate;

  /**
   * Wraps the samples, which the caller must not change afterwards.
   *
   * @param sampleRate in Hz
   * @throws IllegalArgumentException if there is no sample or the rate is below 1
   */
  public Waveform(float[] samples, int sampleRate) {
    if (samples.length == 0 || sampleRate < 1) {
      throw new IllegalArgumentException(
          "a waveform needs samples and a rate, not %d samples at %d Hz"
              .formatted(samples.length, sampleRate));
    }
    this.samples = samples;
    this.sampleRate = sampleRate;
  }

  /** The samples themselves, not a copy: a quarter of an hour of them fills 80 MB. */
  public float[] samples() {
    return samples;
  }

  /** Samples per second, in Hz. */
  public int sampleRate() {
    return sampleRate;
  }

  /** How long it plays, in seconds. */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  @Override
  public String toString() {
    return "Waveform["
        + Duration.ofMillis(Math.round(1000 * seconds()))
        + " at "
        + sampleRate
        + "]";
  }
}
