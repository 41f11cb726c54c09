// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.SplittableRandom;

/** The last steps of a recording: low pass, hall, level and fades. */
final class Mastering {
  private static final float PEAK = 0.89f; // -1 dBFS
  private static final double FADE_IN = 0.01;
  private static final double FADE_OUT = 0.8;
  // Comb and all-pass delays of Schroeder's reverberator (1962) in the tuning of Freeverb, which is
  // for 44.1 kHz, halved.
  private static final int[] COMBS = {558, 594, 638, 678};
  private static final int[] ALL_PASSES = {278, 220};
  private static final float FEEDBACK = 0.84f;

  private Mastering() {}

  static float[] finish(
      float[] sound, double cutoff, double reverb, double hiss, SplittableRandom random) {
    lowPass(sound, cutoff);
    if (reverb > 0) {
      hall(sound, (float) reverb);
    }
    level(sound);
    if (hiss > 0) {
      for (int i = 0; i < sound.length; i++) {
        sound[i] += (float) (hiss * (random.nextDouble() * 2 - 1));
      }
    }
    fade(sound);
    // Again, because the loudest moment may have been in a fade.
    level(sound);
    return sound;
  }

  private static void lowPass(float[] sound, double cutoff) {
    float open = (float) (1 - Math.exp(-2 * Math.PI * cutoff / Timbre.RATE));
    float first = 0;
    float second = 0;
    for (int i = 0; i < sound.length; i++) {
      first += open * (sound[i] - first);
      second += open * (first - second);
      sound[i] = second;
    }
  }

  private static void hall(float[] sound, float share) {
    float[] wet = new float[sound.length];
    for (int delay : COMBS) {
      comb(sound, wet, delay);
    }
    for (int delay : ALL_PASSES) {
      allPass(wet, delay);
    }
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (1 - share) * sound[i] + share * 0.35f * wet[i];
    }
  }

  private static void comb(float[] in, float[] out, int delay) {
    float[] line = new float[delay];
    float damped = 0;
    for (int i = 0, at = 0; i < in.length; i++) {
      float echo = line[at];
      damped += 0.7f * (echo - damped);
      line[at] = in[i] + FEEDBACK * damped;
      out[i] += echo;
      at = at + 1 == delay ? 0 : at + 1;
    }
  }

  private static void allPass(float[] sound, int delay) {
    float[] line = new float[delay];
    for (int i = 0, at = 0; i < sound.length; i++) {
      float echo = line[at];
      line[at] = sound[i] + 0.5f * echo;
      sound[i] = echo - 0.5f * line[at];
      at = at + 1 == delay ? 0 : at + 1;
    }
  }

  private static void level(float[] sound) {
    float peak = 1e-6f;
    for (float value : sound) {
      peak = Math.max(peak, Math.abs(value));
    }
    float gain = PEAK / peak;
    for (int i = 0; i < sound.length; i++) {
      sound[i] *= gain;
    }
  }

  private static void fade(float[] sound) {
    int in = (int) (FADE_IN * Timbre.RATE);
    int out = Math.min(sound.length, (int) (FADE_OUT * Timbre.RATE));
    for (int i = 0; i < in; i++) {
      sound[i] *= (float) i / in;
    }
    for (int i = 0; i < out; i++) {
      sound[sound.length - 1 - i] *= (float) i / out;
    }
  }
}
