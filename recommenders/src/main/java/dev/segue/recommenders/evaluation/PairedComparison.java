// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/**
 * Two models on the same listeners. What listeners differ in cancels out, so that far smaller
 * differences show than in two separate intervals.
 *
 * @param difference candidate minus baseline
 */
public record PairedComparison(Metric metric, Estimate difference) {

  /**
   * Compares two results.
   *
   * @throws IllegalArgumentException if they are not of the same listeners and k
   */
  public static PairedComparison of(
      EvaluationResult candidate, EvaluationResult baseline, Metric metric) {
    double[] differences = differences(candidate, baseline, new Measure(metric, candidate.k()));
    return new PairedComparison(metric, Estimate.clustered(differences, candidate.users()));
  }

  /** Candidate minus baseline, case by case. */
  static double[] differences(
      EvaluationResult candidate, EvaluationResult baseline, Measure measure) {
    if (!candidate.users().equals(baseline.users()) || candidate.k() != baseline.k()) {
      throw new IllegalArgumentException(
          "%s and %s were not measured on the same listeners and k; evaluate both on one split"
              .formatted(candidate.model(), baseline.model()));
    }
    double[] a = candidate.values(measure);
    double[] b = baseline.values(measure);
    double[] differences = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      differences[i] = a[i] - b[i];
    }
    return differences;
  }

  /** Whether the whole interval is below zero: the candidate is worse, and not by chance. */
  public boolean worse() {
    return difference.high() < 0;
  }

  /** Whether the whole interval is above zero. */
  public boolean better() {
    return difference.low() > 0;
  }
}
