// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Compares many models and corrects for their number. */
public final class Comparisons {
  private Comparisons() {}

  /**
   * Every pair once, in the order of the results.
   *
   * @throws IllegalArgumentException if they are not of the same listeners and k, or one lacks the
   *     measure
   */
  public static List<Comparison> all(List<EvaluationResult> results, Measure measure) {
    List<Comparison> pairs = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      for (int j = i + 1; j < results.size(); j++) {
        pairs.add(pair(results.get(i), results.get(j), measure));
      }
    }
    return corrected(pairs);
  }

  /**
   * One result, for instance the best, with each of the others.
   *
   * @throws IllegalArgumentException as {@link #all}
   */
  public static List<Comparison> against(
      EvaluationResult first, List<EvaluationResult> others, Measure measure) {
    return corrected(others.stream().map(other -> pair(first, other, measure)).toList());
  }

  private static Comparison pair(EvaluationResult first, EvaluationResult second, Measure measure) {
    double[] differences = PairedComparison.differences(first, second, measure);
    List<String> users = first.users();
    double p = SignFlips.p(sums(differences, users));
    return new Comparison(
        first.model(), second.model(), measure, Estimate.clustered(differences, users), p, p);
  }

  /** One difference for each listener. */
  private static double[] sums(double[] differences, List<String> users) {
    double[] sums = new double[differences.length];
    int listeners = 0;
    for (int i = 0; i < differences.length; i++) {
      if (i > 0 && !users.get(i).equals(users.get(i - 1))) {
        listeners++;
      }
      sums[listeners] += differences[i];
    }
    return sums;
  }

  /** S. Holm (1979): the smallest p times all, the next times all but one, never falling. */
  private static List<Comparison> corrected(List<Comparison> pairs) {
    List<Integer> byP =
        IntStream.range(0, pairs.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pairs.get(i).p()))
            .toList();
    double[] corrected = new double[pairs.size()];
    double highest = 0;
    for (int rank = 0; rank < byP.size(); rank++) {
      int i = byP.get(rank);
      highest = Math.max(highest, Math.min(1, pairs.get(i).p() * (pairs.size() - rank)));
      corrected[i] = highest;
    }
    return IntStream.range(0, pairs.size())
        .mapToObj(i -> withCorrected(pairs.get(i), corrected[i]))
        .toList();
  }

  private static Comparison withCorrected(Comparison pair, double corrected) {
    return new Comparison(
        pair.first(), pair.second(), pair.measure(), pair.difference(), pair.p(), corrected);
  }
}
