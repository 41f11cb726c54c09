// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Which of a file's samples make up a clip.
 *
 * <p>The place of a middle follows from the length that the file declares, so that nothing after it
 * has to be decoded. Where none is declared, or one that is shorter than the clip, or where the
 * audio ends before it should, the middle is that of the samples there are.
 */
final class ClipRange {
  /** What the resampling filter knows nothing of is before the clip. */
  private static final int LEAD_IN_SECONDS = 1;

  private final Clip.Part part;
  private final int length;
  private final int end;

  private ClipRange(Clip.Part part, int length, int end) {
    this.part = part;
    this.length = length;
    this.end = end;
  }

  /**
   * The range of a clip.
   *
   * @param declared seconds of audio that the file claims to hold
   * @param sampleRate in Hz
   */
  static ClipRange of(Clip clip, OptionalDouble declared, int sampleRate) {
    int length =
        clip.length().map(part -> samples(seconds(part), sampleRate)).orElse(Integer.MAX_VALUE);
    int claimed = samples(declared.orElse(0), sampleRate);
    int end =
        switch (clip.part()) {
          case FIRST -> length;
          case CENTRE ->
              claimed > length ? (int) (((long) claimed + length) / 2) : Integer.MAX_VALUE;
          case WHOLE, WINDOWS -> Integer.MAX_VALUE;
        };
    return new ClipRange(clip.part(), length, end);
  }

  /** The sample before which decoding may end. */
  int end() {
    return end;
  }

  /** The whole second from which on is decoded enough, where the file can be entered there. */
  int firstSecond(int sampleRate) {
    return part == Clip.Part.CENTRE && end != Integer.MAX_VALUE
        ? Math.max(0, (end - length) / sampleRate - LEAD_IN_SECONDS)
        : 0;
  }

  /**
   * The clip out of the samples up to {@link #end}, or up to the end of the file.
   *
   * @param skipped how many samples before them were not decoded
   */
  float[] cut(SampleBuffer samples, int skipped) {
    if (part != Clip.Part.CENTRE || samples.size() <= length) {
      return samples.toArray();
    }
    int start = samples.full() ? end - skipped - length : (samples.size() - length) / 2;
    return samples.copy(start, start + length);
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** Rounded up, with room for what is added to it. */
  static int samples(double seconds, int sampleRate) {
    return (int)
        Math.min(Integer.MAX_VALUE - 2 * SampleBuffer.SLACK, Math.ceil(seconds * sampleRate));
  }
}
