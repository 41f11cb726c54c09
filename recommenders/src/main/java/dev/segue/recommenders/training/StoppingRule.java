// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

/**
 * When a training ends.
 *
 * @param epochs the most epochs
 * @param patience epochs without a better validation measure that end it early
 * @param plateau epochs without a better measure after which the learning rate falls to a tenth; 0
 *     for never
 * @param leastSteps an epoch passes over the data as often as it takes to make so many steps: on a
 *     small set one pass is too little to tell whether anything got better
 */
public record StoppingRule(int epochs, int patience, int plateau, int leastSteps) {
  /** One pass is an epoch, however small the set. */
  public StoppingRule(int epochs, int patience, int plateau) {
    this(epochs, patience, plateau, 1);
  }

  /** Checks the ranges. */
  public StoppingRule {
    if (epochs < 0 || patience < 1 || plateau < 0 || leastSteps < 1) {
      throw new IllegalArgumentException(
          "epochs %d, patience %d, plateau %d and least steps %d must be at least 0, 1, 0 and 1"
              .formatted(epochs, patience, plateau, leastSteps));
    }
  }

  /** The same with epochs of at least so many steps. */
  public StoppingRule withLeastSteps(int steps) {
    return new StoppingRule(epochs, patience, plateau, steps);
  }
}
