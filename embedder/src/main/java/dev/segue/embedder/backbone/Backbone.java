// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import java.util.List;

/**
 * Turns audio into vectors. Implementations are thread-safe; the same audio gives the same vector
 * in every batch.
 */
public interface Backbone extends AutoCloseable {
  /** As in topic names and settings: lower case, digits, hyphens. */
  String name();

  /** Changes whenever the same audio would give another vector. */
  String revision();

  /** The rate of the audio it hears, in Hz. */
  int sampleRate();

  /** Which part of a track it hears. */
  Clip clip();

  /** How many values a vector has. */
  int dimension();

  /**
   * Whether several threads that embed at the same time get more done than one. If not, as where a
   * device does the work or an engine with threads of its own, one thread embeds for all, in
   * batches of clips of one length.
   */
  default boolean isParallel() {
    return true;
  }

  /**
   * Embeds a batch.
   *
   * @param waveforms {@code [batch]}, of any lengths, at {@link #sampleRate()}
   * @return {@code [batch][dimension]}
   * @throws IllegalArgumentException if a waveform has another sample rate
   */
  float[][] embed(List<Waveform> waveforms);

  /** Frees what it holds outside the heap. */
  @Override
  default void close() {}
}
