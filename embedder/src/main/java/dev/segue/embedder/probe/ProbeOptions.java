// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.OptionalInt;

/**
 * What a probe consists of beside its hidden layer of 512.
 *
 * @param linear whether a layer without a hidden one is trained as well
 * @param neighbours how many nearest neighbours are asked as well; empty for none
 * @param seed of everything random
 */
public record ProbeOptions(boolean linear, OptionalInt neighbours, long seed) {
  /** Checks the number of neighbours. */
  public ProbeOptions {
    if (neighbours.isPresent() && neighbours.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "the number of neighbours has to be 1 or more, not " + neighbours.getAsInt());
    }
  }
}
