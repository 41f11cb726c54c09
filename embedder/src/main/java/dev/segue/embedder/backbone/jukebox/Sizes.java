// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

/** Keeps a damaged {@code config.json} from asking for a network of any size. */
final class Sizes {
  private Sizes() {}

  static void check(String name, int size, int largest) {
    if (size < 1 || size > largest) {
      throw new IllegalArgumentException(
          "%s is %d; 1 to %d was expected".formatted(name, size, largest));
    }
  }
}
