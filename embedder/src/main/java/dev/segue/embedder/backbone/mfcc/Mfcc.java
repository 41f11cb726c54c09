// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

import dev.segue.embedder.dsp.Decibels;
import dev.segue.embedder.dsp.MelFilterbank;
import dev.segue.embedder.dsp.PowerSpectrogram;

/**
 * Mel-frequency cepstral coefficients as {@code librosa.feature.mfcc} defines them: power
 * spectrogram, mel filters, decibels, orthonormal DCT-II. Immutable.
 */
final class Mfcc {
  /** Power below which everything is silence; librosa's {@code amin}. */
  private static final float QUIETEST = 1e-10f;

  private final MfccConfig config;
  private final PowerSpectrogram spectrogram;
  private final MelFilterbank filters;
  private final double[][] dct;

  Mfcc(MfccConfig config) {
    this.config = config;
    this.spectrogram = new PowerSpectrogram(config.fftSize(), config.hop(), config.padding());
    this.filters =
        MelFilterbank.create(
            config.sampleRate(),
            config.fftSize(),
            config.mels(),
            config.lowest(),
            config.highest(),
            config.scale(),
            config.areaNormalised());
    this.dct = dct(config.coefficients(), config.mels());
  }

  MelFilterbank filters() {
    return filters;
  }

  /** The coefficients of every frame, {@code [frames][coefficients]}. */
  float[][] coefficients(float[] samples) {
    float[][] rows = decibels(samples);
    for (int t = 0; t < rows.length; t++) {
      rows[t] = transform(rows[t]);
    }
    return rows;
  }

  /** Mel power in dB, {@code [frames][mels]}. */
  float[][] decibels(float[] samples) {
    PowerSpectrogram.Frames frames = spectrogram.of(samples);
    float[] power = new float[spectrogram.bins()];
    float[][] rows = new float[frames.count()][config.mels()];
    float loudest = Float.NEGATIVE_INFINITY;
    for (int t = 0; t < rows.length; t++) {
      frames.power(t, power);
      filters.apply(power, rows[t]);
      loudest = Math.max(loudest, toDecibels(rows[t]));
    }
    if (config.topDb().isPresent()) {
      raise(rows, loudest - (float) config.topDb().getAsDouble());
    }
    return rows;
  }

  private static float toDecibels(float[] mels) {
    float loudest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < mels.length; i++) {
      mels[i] = Decibels.of(mels[i], QUIETEST);
      loudest = Math.max(loudest, mels[i]);
    }
    return loudest;
  }

  private static void raise(float[][] rows, float floor) {
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.max(floor, row[i]);
      }
    }
  }

  private float[] transform(float[] mels) {
    float[] out = new float[dct.length];
    for (int k = 0; k < out.length; k++) {
      double[] basis = dct[k];
      // Silence sums 128 equal terms to -1131: in float32 that alone costs 1e-3.
      double sum = 0;
      for (int i = 0; i < mels.length; i++) {
        sum += basis[i] * mels[i];
      }
      out[k] = (float) sum;
    }
    return out;
  }

  /** The first rows of the orthonormal DCT-II matrix. */
  private static double[][] dct(int rows, int columns) {
    double[][] matrix = new double[rows][columns];
    for (int k = 0; k < rows; k++) {
      double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / columns);
      for (int i = 0; i < columns; i++) {
        matrix[k][i] = scale * Math.cos(Math.PI * k * (2 * i + 1) / (2.0 * columns));
      }
    }
    return matrix;
  }
}
