// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The ways in which the instruments of the demo make their sound. */
final class Timbres {
  private Timbres() {}

  /**
   * A sum of sines.
   *
   * @param ratios frequencies relative to the pitch
   * @param levels their amplitudes
   * @param vibrato depth relative to the pitch, at 5.5 Hz
   */
  record Additive(List<Double> ratios, List<Double> levels, double vibrato, Envelope envelope)
      implements Timbre {
    private static final double VIBRATO_HZ = 5.5;

    static Additive harmonic(double vibrato, Envelope envelope, double... levels) {
      return new Additive(
          IntStream.rangeClosed(1, levels.length).mapToObj(Double::valueOf).toList(),
          DoubleStream.of(levels).boxed().toList(),
          vibrato,
          envelope);
    }

    @Override
    public void play(
        float[] out,
        int from,
        int length,
        double hz,
        double gain,
        double brightness,
        SplittableRandom random) {
      float[] gains = envelope.of(length);
      int end = Math.min(length, out.length - from);
      for (int partial = 0; partial < ratios.size(); partial++) {
        double step = hz * ratios.get(partial) / RATE;
        if (step >= 0.5) {
          continue;
        }
        double tilt = Math.pow(0.55 + 0.45 * brightness, ratios.get(partial) - 1);
        float level = (float) (gain * levels.get(partial) * tilt);
        double phase = random.nextDouble();
        double wobble = random.nextDouble();
        for (int i = 0; i < end; i++) {
          out[from + i] += level * gains[i] * Sine.at(phase);
          phase += step;
          if (vibrato > 0) {
            phase += step * vibrato * Sine.at(wobble);
            wobble += VIBRATO_HZ / RATE;
          }
        }
      }
    }
  }

  /**
   * One sine that bends the phase of another (Chowning, 1973).
   *
   * @param ratio modulator to carrier
   * @param index depth of the modulation at the note's beginning, in radians
   * @param indexDecay seconds in which the depth falls to 1/e
   */
  record Fm(double ratio, double index, double indexDecay, Envelope envelope) implements Timbre {
    @Override
    public void play(
        float[] out,
        int from,
        int length,
        double hz,
        double gain,
        double brightness,
        SplittableRandom random) {
      float[] gains = envelope.of(length);
      int end = Math.min(length, out.length - from);
      double carrier = 0;
      double modulator = 0;
      double depth = index * (0.5 + brightness) / (2 * Math.PI);
      double fall = Math.exp(-1 / (indexDecay * RATE));
      for (int i = 0; i < end; i++) {
        out[from + i] += (float) (gain * gains[i] * Sine.at(carrier + depth * Sine.at(modulator)));
        carrier += hz / RATE;
        modulator += hz * ratio / RATE;
        depth *= fall;
      }
    }
  }

  /**
   * A plucked string (Karplus and Strong, 1983).
   *
   * @param damping share of the loop's energy lost in a round, 0 to 1; more is shorter
   * @param pick 0 a soft thumb, 1 a hard plectrum
   */
  record Pluck(double damping, double pick) implements Timbre {
    @Override
    public void play(
        float[] out,
        int from,
        int length,
        double hz,
        double gain,
        double brightness,
        SplittableRandom random) {
      int period = Math.max(2, (int) Math.round(RATE / hz));
      float[] string = new float[period];
      double smooth = 1 - Math.min(1, pick * (0.5 + brightness / 2));
      double previous = 0;
      for (int i = 0; i < period; i++) {
        previous = smooth * previous + (1 - smooth * 0.7) * (random.nextDouble() * 2 - 1);
        string[i] = (float) previous;
      }
      float keep = (float) (0.5 * (1 - damping));
      int end = Math.min(length, out.length - from);
      int release = Math.min(end, RATE / 50);
      for (int i = 0, at = 0; i < end; i++) {
        int next = at + 1 == period ? 0 : at + 1;
        float fade = Math.min(1f, (float) (end - i) / release);
        out[from + i] += (float) gain * fade * string[at];
        string[at] = keep * (string[at] + string[next]);
        at = next;
      }
    }
  }

  /**
   * A saw or pulse wave through a low-pass filter, as analogue synthesizers make it.
   *
   * @param pulse share of the period that a pulse is high; 0 is a saw
   * @param voices detuned copies
   * @param detune of the outermost copy, relative to the pitch
   * @param cutoff of the filter, as a multiple of the pitch
   * @param sweep what the envelope adds to the cutoff, as a multiple of it
   * @param drive distortion; 0 is clean
   */
  record Analog(
      double pulse,
      int voices,
      double detune,
      double cutoff,
      double sweep,
      double drive,
      Envelope envelope)
      implements Timbre {
    @Override
    public void play(
        float[] out,
        int from,
        int length,
        double hz,
        double gain,
        double brightness,
        SplittableRandom random) {
      float[] gains = envelope.of(length);
      int end = Math.min(length, out.length - from);
      float[] wave = oscillators(end, hz, random);
      double base = hz * cutoff * (0.4 + 1.2 * brightness);
      float first = 0;
      float second = 0;
      for (int i = 0; i < end; i++) {
        float open = (float) Math.min(0.95, base * (1 + sweep * gains[i]) * 2 * Math.PI / RATE);
        first += open * (wave[i] - first);
        second += open * (first - second);
        float sound = drive > 0 ? saturate(second * (float) (1 + drive)) : second;
        out[from + i] += (float) gain * gains[i] * sound;
      }
    }

    private float[] oscillators(int samples, double hz, SplittableRandom random) {
      float[] wave = new float[samples];
      for (int voice = 0; voice < voices; voice++) {
        double spread = voices == 1 ? 0 : detune * (2.0 * voice / (voices - 1) - 1);
        double step = hz * (1 + spread) / RATE;
        double phase = random.nextDouble();
        for (int i = 0; i < samples; i++) {
          double value = 2 * phase - 1 - edge(phase, step);
          if (pulse > 0) {
            double shifted = phase + pulse < 1 ? phase + pulse : phase + pulse - 1;
            value -= 2 * shifted - 1 - edge(shifted, step);
          }
          wave[i] += (float) (value / voices);
          phase += step;
          if (phase >= 1) {
            phase -= 1;
          }
        }
      }
      return wave;
    }

    // Rounds the jump of a saw over two samples, so that it does not alias (PolyBLEP).
    private static double edge(double phase, double step) {
      if (phase < step) {
        double t = phase / step;
        return t + t - t * t - 1;
      }
      if (phase > 1 - step) {
        double t = (phase - 1) / step;
        return t * t + t + t + 1;
      }
      return 0;
    }

    private static float saturate(float x) {
      return x / (1 + Math.abs(x));
    }
  }
}
