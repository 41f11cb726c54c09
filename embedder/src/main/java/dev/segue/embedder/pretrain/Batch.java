// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Segments of mel spectra, as they are and with parts hidden. */
final class Batch {
  private static final int FRAMES = 4;

  private final int size;
  private final int frames;
  private final int bins;
  private final float[] whole;
  private final float[] hidden;
  private long[] places = {};

  Batch(int size, int frames, int bins) {
    this.size = size;
    this.frames = frames;
    this.bins = bins;
    whole = new float[Math.multiplyExact(size * frames, bins)];
    hidden = new float[whole.length];
  }

  float[] whole() {
    return whole;
  }

  float[] hidden() {
    return hidden;
  }

  /** How many positions are hidden. */
  int places() {
    return places.length;
  }

  /** Whether anything of a segment is hidden so far. */
  boolean hides(int segment) {
    int first = segment * frames / FRAMES;
    return places.length > 0 && places[places.length - 1] >= first;
  }

  /** Puts noise in the place of some positions of a segment. */
  void hide(int segment, int from, int to, SplittableRandom random, double deviation) {
    int first = segment * frames / FRAMES;
    int before = places.length;
    places = Arrays.copyOf(places, before + to - from);
    for (int i = from; i < to; i++) {
      places[before + i - from] = (long) first + i;
    }
    int values = FRAMES * bins;
    for (int i = (first + from) * values; i < (first + to) * values; i++) {
      hidden[i] = (float) (deviation * random.nextGaussian());
    }
  }

  /** What the methods of the network take. */
  List<NDArray> arrays(NDManager scope) {
    Shape shape = new Shape(size, frames, bins);
    return List.of(
        scope.create(FloatBuffer.wrap(hidden), shape),
        scope.create(FloatBuffer.wrap(whole), shape),
        scope.create(places));
  }
}
