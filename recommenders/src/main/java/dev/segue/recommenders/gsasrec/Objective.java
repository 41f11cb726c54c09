// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

/**
 * What a network is trained for.
 *
 * @param negatives for each position; not read by the full softmax
 * @param t how far the loss is calibrated to the sampling rate, from 0 to 1; read by gBCE
 */
record Objective(Loss loss, Targets targets, Sharing sharing, int negatives, double t) {
  /** How scores of positives and negatives become a loss. */
  enum Loss {
    /** Binary cross-entropy with the probability of positives raised to a power below 1. */
    GBCE,
    /** Cross-entropy over the positive and the negatives, which stand for the whole catalogue. */
    SAMPLED_SOFTMAX,
    /** Cross-entropy over the whole catalogue. */
    SOFTMAX
  }

  /** What is right at a position. */
  enum Targets {
    /** The next track. */
    NEXT,
    /** Every later track within a horizon. */
    FUTURE
  }

  /** Who has negatives of its own. */
  enum Sharing {
    /** Every position, as the published code. */
    POSITION,
    /** All positions of a sequence share them. */
    SEQUENCE,
    /** All positions of a batch share them. */
    BATCH
  }

  /** The power of gBCE for a catalogue of this size (Petrov and Macdonald 2023, equation 8). */
  double beta(int items) {
    double alpha = items < 2 ? 1 : (double) negatives / (items - 1);
    return alpha * ((1 - 1 / alpha) * t + 1 / alpha);
  }
}
