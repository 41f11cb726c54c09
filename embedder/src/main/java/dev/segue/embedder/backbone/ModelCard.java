// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a model's authors published.
 *
 * @param title of the model, for people
 * @param licence of the weights, as their authors name it
 * @param paper where it is described
 * @param files that make up the weights
 */
public record ModelCard(String title, String licence, String paper, List<ModelFile> files) {
  /** Copies the list. */
  public ModelCard {
    files = List.copyOf(files);
  }

  /**
   * One file of the weights.
   *
   * @param name under which it is kept, as published
   * @param source where its authors publish it
   * @param sha256 of its bytes, lower-case hexadecimal, where it is known for certain
   * @param bytes its size, or 0 if that is not known
   */
  public record ModelFile(String name, URI source, Optional<String> sha256, long bytes) {}
}
