// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import java.util.List;

/** Says how likely each of a list of tags fits a piece of audio. Thread-safe. */
public interface Tagger extends AutoCloseable {
  /** The name of the backbone that it is a part of. */
  String name();

  /** The tags that it tells, in the order of {@link #probabilities}. */
  List<String> tags();

  /** The rate of the audio it hears, in Hz. */
  int sampleRate();

  /** Which part of a track it hears. */
  Clip clip();

  /**
   * The probability of each tag, independently of the others.
   *
   * @param audio of any length, at {@link #sampleRate()}
   * @return {@code [tags]}, from 0 to 1
   * @throws IllegalArgumentException if the waveform has another sample rate
   */
  float[] probabilities(Waveform audio);

  /** Frees what it holds outside the heap. */
  @Override
  void close();
}
