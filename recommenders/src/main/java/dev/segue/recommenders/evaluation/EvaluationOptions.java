// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.List;
import java.util.Map;

/**
 * What every protocol can be told.
 *
 * @param lengths of the lists to measure; most is told of the first
 * @param cohorts the bounds of the cohorts, see {@link Cohorts#bySize}
 * @param artistOf the artists by track, as far as they are known
 */
public record EvaluationOptions(
    List<Integer> lengths, List<Integer> cohorts, Map<String, String> artistOf) {
  private static final List<Integer> STUDY_COHORTS = List.of(50, 100, 150);

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is no length, or one below 1
   */
  public EvaluationOptions {
    lengths = List.copyOf(lengths);
    cohorts = List.copyOf(cohorts);
    artistOf = Map.copyOf(artistOf);
    if (lengths.isEmpty()) {
      throw new IllegalArgumentException("no k is given; name at least one length of lists");
    }
    for (int k : lengths) {
      if (k < 1) {
        throw new IllegalArgumentException("k is " + k + "; measure lists of 1 track or more");
      }
    }
  }

  /** Lists of these lengths, the cohorts of the gSASRec music study, no artists. */
  public static EvaluationOptions ofLength(Integer... lengths) {
    return new EvaluationOptions(List.of(lengths), STUDY_COHORTS, Map.of());
  }
}
