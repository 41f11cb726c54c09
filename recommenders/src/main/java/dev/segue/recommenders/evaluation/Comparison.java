// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/**
 * Two of several models on the same listeners.
 *
 * @param difference first minus second, with its 95 % interval, which is not corrected
 * @param p the probability of such a difference between models that are alike, by paired sign flips
 * @param corrected the same by Holm's method, so that among all comparisons made together the
 *     chance of even one false verdict is at most 5 %
 */
public record Comparison(
    String first, String second, Measure measure, Estimate difference, double p, double corrected) {
  /** The chance of a false verdict that is accepted. */
  private static final double LEVEL = 0.05;

  /** What can be said. */
  public enum Verdict {
    /** The first is better. */
    BETTER,
    /** The first is worse. */
    WORSE,
    /** The data do not tell. */
    UNDECIDED
  }

  /** What can be said with all comparisons in mind. */
  public Verdict verdict() {
    if (!(corrected < LEVEL)) {
      return Verdict.UNDECIDED;
    }
    return difference.mean() > 0 ? Verdict.BETTER : Verdict.WORSE;
  }
}
