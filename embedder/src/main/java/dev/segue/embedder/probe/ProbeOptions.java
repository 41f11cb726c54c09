// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.List;

/**
 * What a probe consists of beside its hidden layer of 512.
 *
 * @param linear whether a layer without a hidden one is trained as well
 * @param neighbours how many nearest neighbours are asked as well, once for each number
 * @param shots how many tracks of each class are learned from as well, instead of all of train,
 *     once for each number
 * @param draws how often those few are drawn
 * @param seed of everything random
 */
public record ProbeOptions(
    boolean linear, List<Integer> neighbours, List<Integer> shots, int draws, long seed) {
  /** Checks that all numbers are 1 or more. */
  public ProbeOptions {
    neighbours = positive("number of neighbours", neighbours);
    shots = positive("number of tracks a class", shots);
    positive("number of draws", List.of(draws));
  }

  private static List<Integer> positive(String what, List<Integer> numbers) {
    for (int number : numbers) {
      if (number < 1) {
        throw new IllegalArgumentException(
            "the %s has to be 1 or more, not %d".formatted(what, number));
      }
    }
    return List.copyOf(numbers);
  }
}
