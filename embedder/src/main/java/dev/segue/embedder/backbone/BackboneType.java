// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** A backbone that can be opened; one object each, listed in {@link Backbones}. */
public interface BackboneType {
  /** As in settings, topic names and on the command line: lower case, digits, hyphens. */
  String name();

  /** Its published weights; empty if it needs none, or nobody has published any. */
  Optional<ModelCard> card();

  /**
   * How many values a vector of the published model has with its default options; empty if its
   * weights decide that.
   */
  default OptionalInt dimension() {
    return OptionalInt.empty();
  }

  /** Whether it hears nothing without weights, published or trained. */
  default boolean needsWeights() {
    return card().isPresent() || dimension().isEmpty();
  }

  /**
   * Opens it; the caller closes it.
   *
   * @throws dev.segue.nn.checkpoint.CheckpointException if the weights are not those of this model
   * @throws IOException if they are not there or cannot be read; the message says what to do
   * @throws IllegalArgumentException if an option makes no sense for it
   */
  Backbone open(BackboneOptions options) throws IOException;

  /**
   * Opens it at its published size with random weights, for measuring it where the real ones are
   * not at hand. Its vectors mean nothing.
   *
   * @param options of which the weights are not used
   */
  Backbone random(BackboneOptions options, long seed) throws IOException;

  /**
   * Checks a file of weights, of the published size, tensor by tensor.
   *
   * @param file one of the files that {@link ModelCard#files} names
   * @return what is in it, for people: tensors, values
   * @throws dev.segue.nn.checkpoint.CheckpointException naming each tensor that is missing, unknown
   *     or of another shape
   * @throws IOException if it cannot be read
   */
  String verify(Path file) throws IOException;
}
