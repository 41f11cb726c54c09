// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.audio.Waveform;
import dev.segue.nn.torch.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a backbone in half precision where that changes its vectors by less than {@link #LIMIT},
 * found out with the weights at hand: it hears the same sound in single precision first.
 *
 * <p>{@code float16} is tried before {@code bfloat16}: it keeps eight times as much of a value, but
 * overflows beyond 65,504.
 */
public final class HalfPrecision {
  /** The largest relative error: the length of the difference over the length of the vector. */
  public static final double LIMIT = 1e-2;

  private static final Logger LOG = LoggerFactory.getLogger(HalfPrecision.class);
  private static final List<Precision> TRIED = List.of(Precision.FLOAT16, Precision.BFLOAT16);
  private static final int SECONDS = 10;

  private HalfPrecision() {}

  /**
   * Opens it; the caller closes it.
   *
   * @param options whose precision is not used
   * @return the backbone in the first of the half precisions that is close enough, or else in
   *     single precision
   * @throws IOException as {@link BackboneType#open} does
   */
  public static Backbone open(BackboneType type, BackboneOptions options) throws IOException {
    Backbone single = type.open(options.withPrecision(Precision.FLOAT32));
    try {
      List<Waveform> sound = List.of(sound(single.sampleRate()));
      float[] exact = single.embed(sound)[0];
      for (Precision precision : TRIED) {
        Backbone half = type.open(options.withPrecision(precision));
        if (isClose(half, precision, sound, exact)) {
          single.close();
          return half;
        }
        half.close();
      }
      return single;
    } catch (IOException | RuntimeException | Error e) {
      single.close();
      throw e;
    }
  }

  /** Closes the backbone if it cannot be asked. */
  private static boolean isClose(
      Backbone half, Precision precision, List<Waveform> sound, float[] exact) {
    try {
      double error = error(exact, half.embed(sound)[0]);
      LOG.info(
          "{} in {}: its vectors differ from those in float32 by {}, {}",
          half.name(),
          precision.name().toLowerCase(Locale.ROOT),
          String.format(Locale.ROOT, "%.1e", error),
          error < LIMIT ? "which is close enough" : "which is too much");
      return error < LIMIT;
    } catch (RuntimeException | Error e) {
      half.close();
      throw e;
    }
  }

  /** Relative to the length of the first; not a number or infinite where the second is. */
  private static double error(float[] exact, float[] other) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += Math.pow((double) other[i] - exact[i], 2);
      length += Math.pow(exact[i], 2);
    }
    return Math.sqrt(difference / length);
  }

  /** Something of everything: decaying chords, one a second, over a quiet noise. */
  private static Waveform sound(int rate) {
    Random random = new Random(42);
    float[] samples = new float[SECONDS * rate];
    for (int second = 0; second < SECONDS; second++) {
      double root = 55 * Math.pow(2, random.nextInt(36) / 12.0);
      for (int i = 0; i < rate; i++) {
        double time = (double) i / rate;
        double chord = 0;
        for (double ratio : new double[] {1, 1.25, 1.5, 2, 3, 5}) {
          chord += Math.sin(2 * Math.PI * root * ratio * time) / ratio;
        }
        samples[second * rate + i] =
            (float) (0.2 * Math.exp(-3 * time) * chord + 0.01 * random.nextGaussian());
      }
    }
    return new Waveform(samples, rate);
  }
}
