// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

/**
 * When a training ends.
 *
 * @param epochs the most epochs
 * @param patience epochs without a better validation measure that end it early
 * @param plateau epochs without a better measure after which the learning rate falls to a tenth; 0
 *     for never
 */
public record StoppingRule(int epochs, int patience, int plateau) {
  /** Checks the ranges. */
  public StoppingRule {
    if (epochs < 0 || patience < 1 || plateau < 0) {
      throw new IllegalArgumentException(
          "epochs %d, patience %d and plateau %d must be at least 0, 1 and 0"
              .formatted(epochs, patience, plateau));
    }
  }
}
