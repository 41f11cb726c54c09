// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import dev.segue.embedder.audio.AudioException.Reason;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.FloatPointer;

/** Collects samples up to a limit. */
final class SampleBuffer {
  /** Room for what rounding and the resampling filter add to a declared length, in samples. */
  static final int SLACK = 64;

  private final int limit;
  private final int wanted;
  private final IntConsumer memory;
  private float[] samples;
  private int size;

  /**
   * Collects the beginning of the audio.
   *
   * @param expected how many samples will probably come; a good guess saves copies
   * @param limit more of them are refused
   * @param wanted more of them are left out
   * @param memory waits until there is memory for so many samples
   */
  SampleBuffer(int expected, int limit, int wanted, IntConsumer memory) {
    this.limit = limit;
    this.wanted = wanted;
    this.memory = memory;
    int first = Math.max(1, Math.min(expected, Math.min(limit, wanted)));
    memory.accept(first);
    this.samples = new float[first];
  }

  int size() {
    return size;
  }

  /** Whether everything wanted is there. */
  boolean full() {
    return size >= wanted;
  }

  void append(FloatPointer source, int count) throws AudioException {
    int taken = Math.min(count, wanted - size);
    if (size + (long) taken > limit) {
      throw new AudioException(
          Reason.TOO_LONG,
          "the audio is longer than the limit of %d samples (embedder.max-duration)"
              .formatted(limit));
    }
    reserve(size + taken);
    source.position(0).get(samples, size, taken);
    for (int i = size; i < size + taken; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new AudioException(
            Reason.NOT_FINITE, "sample %d of the audio is %s".formatted(i, samples[i]));
      }
    }
    size += taken;
  }

  /** Some samples, the last one excluded. */
  float[] copy(int from, int to) {
    return Arrays.copyOfRange(samples, from, to);
  }

  /** All samples; the buffer must not be used afterwards. */
  float[] toArray() {
    return size == samples.length ? samples : Arrays.copyOf(samples, size);
  }

  private void reserve(int needed) {
    if (needed > samples.length) {
      long grown = Math.max(needed, samples.length + (samples.length >> 1));
      int next = (int) Math.min(grown, Math.min(limit, wanted));
      memory.accept(next);
      samples = Arrays.copyOf(samples, next);
    }
  }
}
