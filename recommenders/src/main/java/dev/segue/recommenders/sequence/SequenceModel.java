// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import java.util.List;

/**
 * The trained network of a sequence model: sequences of item vectors to user vectors, whose inner
 * products with the items' output vectors are the scores. Thread-safe.
 */
public interface SequenceModel extends AutoCloseable {
  /** The most items of a sequence. */
  int maxLength();

  /** The values in a user vector, and in an output vector. */
  int dimension();

  /**
   * Reads a batch of sequences.
   *
   * @param sequences for each, the input vectors of its items, oldest first; at least 1, at most
   *     {@link #maxLength}
   * @return for each its user vector
   */
  List<float[]> encode(List<List<float[]>> sequences);

  /**
   * The vectors of tracks that are known by their content only.
   *
   * @param content vectors of the tracks
   * @throws UnsupportedOperationException if the model reads no content
   */
  default List<ItemVectors> project(List<float[]> content) {
    throw new UnsupportedOperationException("this model reads no content");
  }

  /**
   * Whether a track of the training set keeps the vectors that training gave it when its content is
   * set: so where those are trained rather than projected.
   */
  default boolean keepsTrainedTracks() {
    return false;
  }

  /**
   * How a model sees a track.
   *
   * @param input in sequences
   * @param output in scores
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record ItemVectors(float[] input, float[] output) {}

  @Override
  void close();
}
