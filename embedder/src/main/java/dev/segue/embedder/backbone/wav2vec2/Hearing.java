// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

/**
 * What is done to samples before the network hears them.
 *
 * @param sampleRate in Hz
 * @param normalised whether each clip gets zero mean and unit variance
 * @param shortest clip in samples; shorter ones are continued with silence
 */
public record Hearing(int sampleRate, boolean normalised, int shortest) {
  /** Keeps silence finite; from transformers' feature extractor. */
  private static final double EPS = 1e-7;

  float[] prepare(float[] samples) {
    return normalised ? normalise(samples) : samples;
  }

  private static float[] normalise(float[] samples) {
    double sum = 0;
    for (float sample : samples) {
      sum += sample;
    }
    double mean = sum / samples.length;
    double squares = 0;
    for (float sample : samples) {
      squares += (sample - mean) * (sample - mean);
    }
    double scale = 1 / Math.sqrt(squares / samples.length + EPS);
    float[] normalised = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      normalised[i] = (float) ((samples[i] - mean) * scale);
    }
    return normalised;
  }
}
