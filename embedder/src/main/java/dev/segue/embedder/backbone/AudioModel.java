// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

/** The network of a {@link TorchBackbone}, its front end included. Thread-safe. */
public interface AudioModel extends AutoCloseable {
  /** The rate of the audio it was trained on, in Hz. */
  int sampleRate();

  /** How many values an embedding has. */
  int dimension();

  /** The fewest samples that give an embedding; shorter audio is continued with silence. */
  int shortest();

  /**
   * Embeds clips of one length.
   *
   * @param samples {@code [batch][samples]}, at least {@link #shortest}, full scale at -1 and 1
   * @return {@code [batch][dimension]}
   */
  float[][] embed(float[][] samples);

  @Override
  void close();
}
