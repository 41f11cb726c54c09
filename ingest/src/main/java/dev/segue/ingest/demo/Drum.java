// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.SplittableRandom;

/** The pieces of a drum kit: a falling sine, a noise, or both. */
enum Drum {
  /** A bass drum. */
  KICK(0.28, 0.09, 48, 130, 1, 0.03, 0.5),
  /** A soft bass drum of a rubber mallet. */
  SOFT_KICK(0.32, 0.12, 42, 40, 1, 0, 0.5),
  /** A snare drum. */
  SNARE(0.22, 0.06, 185, 60, 0.5, 0.8, 0.5),
  /** A snare in a large hall whose echo is cut off. */
  GATED_SNARE(0.3, 0.3, 160, 40, 0.4, 0.8, 0.6),
  /** A stick on the rim. */
  RIM(0.06, 0.012, 820, 0, 0.9, 0.3, 0.2),
  /** Closed cymbals. */
  HAT(0.06, 0.014, 0, 0, 0, 0.7, 0.05),
  /** Open cymbals. */
  OPEN_HAT(0.3, 0.09, 0, 0, 0, 0.6, 0.05),
  /** A shaker. */
  SHAKER(0.1, 0.03, 0, 0, 0, 0.5, 0.15),
  /** A blow on sheet metal. */
  METAL(0.35, 0.1, 410, 900, 0.5, 0.9, 0.9),
  /** A short hiss, as of an early game console. */
  BLIP(0.08, 0.025, 0, 0, 0, 0.9, 0.9);

  private final double seconds;
  private final double decay;
  private final double hz;
  private final double drop;
  private final double tone;
  private final double noise;
  private final double lowPass;

  /** Seconds; seconds; Hz; Hz above it at first; two levels; how far the noise is dull, 0 to 1. */
  Drum(
      double seconds,
      double decay,
      double hz,
      double drop,
      double tone,
      double noise,
      double lowPass) {
    this.seconds = seconds;
    this.decay = decay;
    this.hz = hz;
    this.drop = drop;
    this.tone = tone;
    this.noise = noise;
    this.lowPass = lowPass;
  }

  /** Adds one hit. */
  void hit(float[] out, int from, double gain, SplittableRandom random) {
    int end = Math.min((int) (seconds * Timbre.RATE), out.length - from);
    double level = gain;
    double fall = Math.exp(-1 / (decay * Timbre.RATE));
    double bend = drop;
    double bendFall = Math.exp(-1 / (0.03 * Timbre.RATE));
    double phase = 0;
    double dull = 0;
    for (int i = 0; i < end; i++) {
      double white = random.nextDouble() * 2 - 1;
      dull += (1 - lowPass) * (white - dull);
      // Cymbals are what a low pass takes away, drums what it leaves.
      double hiss = lowPass < 0.3 ? white - dull * 0.9 - white * lowPass : dull;
      double fadeOut = Math.min(1, (end - i) / 64.0);
      out[from + i] += (float) (level * fadeOut * (tone * Sine.at(phase) + noise * hiss));
      phase += (hz + bend) / Timbre.RATE;
      bend *= bendFall;
      level *= fall;
    }
  }
}
