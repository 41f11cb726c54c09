// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A track in windows one after the other. */
final class Windows {
  /** Amplitude of -80 dB of full scale: below the noise of any recording. */
  private static final float SILENCE = 1e-4f;

  private Windows() {}

  /**
   * Cuts the track. A last window of less than half the length is left out, unless it is the only
   * one; so are windows in which nothing sounds, unless nothing sounds in any.
   */
  static List<Waveform> of(Waveform track, Duration length) {
    int window = ClipRange.samples(ClipRange.seconds(length), track.sampleRate());
    int size = track.samples().length;
    List<Waveform> windows = new ArrayList<>();
    for (int start = 0; start < size; start += Math.min(window, size - start)) {
      int end = start + Math.min(window, size - start);
      if (start == 0 || 2L * (end - start) >= window) {
        float[] samples = Arrays.copyOfRange(track.samples(), start, end);
        windows.add(new Waveform(samples, track.sampleRate()));
      }
    }
    List<Waveform> sounding = windows.stream().filter(Windows::sounds).toList();
    return sounding.isEmpty() ? windows : sounding;
  }

  private static boolean sounds(Waveform window) {
    for (float sample : window.samples()) {
      if (Math.abs(sample) >= SILENCE) {
        return true;
      }
    }
    return false;
  }
}
