// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

/**
 * Triangular filters, equally spaced on a mel scale, over the bins of a power spectrum. Only the
 * bins under each triangle are stored and multiplied. Immutable.
 */
public final class MelFilterbank {
  private final int bins;
  private final int[] firstBin;
  private final float[][] weights;

  private MelFilterbank(int bins, int[] firstBin, float[][] weights) {
    this.bins = bins;
    this.firstBin = firstBin;
    this.weights = weights;
  }

  /**
   * Builds the filters as {@code librosa.filters.mel} does.
   *
   * @param sampleRate in Hz
   * @param fftSize length of the transform; the spectrum has {@code fftSize / 2 + 1} bins
   * @param filters how many triangles
   * @param lowest frequency where the first one begins, in Hz
   * @param highest frequency where the last one ends, in Hz
   * @param areaNormalised whether each triangle is scaled by {@code 2 / width in Hz} (Slaney) or
   *     peaks at 1
   */
  public static MelFilterbank create(
      int sampleRate,
      int fftSize,
      int filters,
      double lowest,
      double highest,
      MelScale scale,
      boolean areaNormalised) {
    double[] edges = edges(filters, lowest, highest, scale);
    int bins = fftSize / 2 + 1;
    double binWidth = (double) sampleRate / fftSize;
    int[] firstBin = new int[filters];
    float[][] weights = new float[filters][];
    for (int i = 0; i < filters; i++) {
      double left = edges[i];
      double right = edges[i + 2];
      double peak = areaNormalised ? 2 / (right - left) : 1;
      int first = Math.max(0, (int) Math.ceil(left / binWidth));
      int last = Math.min(bins - 1, (int) Math.floor(right / binWidth));
      firstBin[i] = first;
      weights[i] = new float[Math.max(0, last - first + 1)];
      for (int j = 0; j < weights[i].length; j++) {
        double frequency = (first + j) * binWidth;
        double rising = (frequency - left) / (edges[i + 1] - left);
        double falling = (right - frequency) / (right - edges[i + 1]);
        weights[i][j] = (float) (peak * Math.max(0, Math.min(rising, falling)));
      }
    }
    return new MelFilterbank(bins, firstBin, weights);
  }

  /**
   * Takes the filters that a checkpoint holds.
   *
   * @param weights {@code [bins][filters]}, row by row, as torchaudio keeps them
   */
  public static MelFilterbank of(float[] weights, int bins, int filters) {
    if (weights.length != Math.multiplyExact(bins, filters)) {
      throw new IllegalArgumentException(
          "%d weights are not %d filters over %d bins".formatted(weights.length, filters, bins));
    }
    int[] firstBin = new int[filters];
    float[][] rows = new float[filters][];
    for (int i = 0; i < filters; i++) {
      int first = 0;
      int end = bins;
      while (first < end && weights[first * filters + i] == 0) {
        first++;
      }
      while (end > first && weights[(end - 1) * filters + i] == 0) {
        end--;
      }
      firstBin[i] = first;
      rows[i] = new float[end - first];
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = weights[(first + j) * filters + i];
      }
    }
    return new MelFilterbank(bins, firstBin, rows);
  }

  /** How many filters there are. */
  public int filters() {
    return weights.length;
  }

  /** How many bins of a spectrum they cover. */
  public int bins() {
    return bins;
  }

  /** The weight of a bin in a filter. */
  public float weight(int filter, int bin) {
    int index = bin - firstBin[filter];
    return index < 0 || index >= weights[filter].length ? 0 : weights[filter][index];
  }

  /**
   * Applies every filter to one spectrum.
   *
   * @param power {@code [bins]}
   * @param out {@code [filters]} values are written here
   */
  public void apply(float[] power, float[] out) {
    apply(power, out, 0);
  }

  /**
   * The same into a part of an array.
   *
   * @param start index of the first filter's value
   */
  public void apply(float[] power, float[] out, int start) {
    for (int i = 0; i < weights.length; i++) {
      out[start + i] = dot(weights[i], power, firstBin[i]);
    }
  }

  /** Four sums at a time: one alone would wait for each addition to end. */
  private static float dot(float[] filter, float[] power, int first) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int j = 0;
    for (; j + 4 <= filter.length; j += 4) {
      a += filter[j] * power[first + j];
      b += filter[j + 1] * power[first + j + 1];
      c += filter[j + 2] * power[first + j + 2];
      d += filter[j + 3] * power[first + j + 3];
    }
    for (; j < filter.length; j++) {
      a += filter[j] * power[first + j];
    }
    return a + b + (c + d);
  }

  private static double[] edges(int filters, double lowest, double highest, MelScale scale) {
    double from = scale.toMel(lowest);
    double step = (scale.toMel(highest) - from) / (filters + 1);
    double[] edges = new double[filters + 2];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = scale.toHertz(from + i * step);
    }
    return edges;
  }
}
