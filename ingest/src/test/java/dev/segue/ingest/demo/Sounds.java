// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a listener hears, coarsely: how loud a few bands are and how much that changes. */
final class Sounds {
  private static final double[] CENTRES = {60, 120, 250, 500, 1000, 2000, 4000, 8000};
  private static final int FRAME = 2048;

  private Sounds() {}

  static short[] read(Path wav) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(44);
    short[] samples = new short[bytes.remaining() / 2];
    bytes.asShortBuffer().get(samples);
    return samples;
  }

  /** Mean and deviation of the log energy in each band. */
  static double[] bands(short[] samples) {
    double[] features = new double[2 * CENTRES.length];
    for (int band = 0; band < CENTRES.length; band++) {
      double[] filtered = bandPass(samples, CENTRES[band]);
      int frames = filtered.length / FRAME;
      double sum = 0;
      double squares = 0;
      for (int frame = 0; frame < frames; frame++) {
        double energy = 1;
        for (int i = frame * FRAME; i < (frame + 1) * FRAME; i++) {
          energy += filtered[i] * filtered[i];
        }
        double log = Math.log(energy);
        sum += log;
        squares += log * log;
      }
      features[2 * band] = sum / frames;
      features[2 * band + 1] = Math.sqrt(squares / frames - sum * sum / frames / frames);
    }
    return features;
  }

  static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  /** A resonator of one octave (Bristow-Johnson's cookbook, constant peak gain). */
  private static double[] bandPass(short[] in, double hz) {
    double w = 2 * Math.PI * hz / Timbre.RATE;
    double alpha = Math.sin(w) / (2 * Math.sqrt(2));
    double scale = 1 / (1 + alpha);
    double[] out = new double[in.length];
    for (int i = 2; i < in.length; i++) {
      out[i] =
          scale
              * (alpha * (in[i] - in[i - 2])
                  + 2 * Math.cos(w) * out[i - 1]
                  - (1 - alpha) * out[i - 2]);
    }
    return out;
  }
}
