// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One model trained with several seeds, as one result. */
public final class SeedMean {
  private SeedMean() {}

  /**
   * Means over the seeds, case by case: the interval is then that of the mean model, and what seeds
   * differ in is not in it. The learning curve is the first one's.
   *
   * @param results at least one
   * @throws IllegalArgumentException if they are not of the same listeners and measures
   */
  public static EvaluationResult of(List<EvaluationResult> results) {
    EvaluationResult first = results.get(0);
    if (results.size() == 1) {
      return first;
    }
    Map<Measure, double[]> values = new LinkedHashMap<>();
    for (Measure measure : first.values().keySet()) {
      double[] mean = first.values(measure).clone();
      for (EvaluationResult other : results.subList(1, results.size())) {
        // Refuses other listeners.
        double[] differences = PairedComparison.differences(other, first, measure);
        for (int i = 0; i < mean.length; i++) {
          mean[i] += differences[i] / results.size();
        }
      }
      values.put(measure, mean);
    }
    return new EvaluationResult(
        first.model(),
        first.k(),
        first.users(),
        values,
        first.cohorts(),
        lists(results.stream().map(EvaluationResult::lists).toList()),
        mean(results, EvaluationResult::trainingSeconds),
        mean(results, EvaluationResult::rankingSeconds),
        first.curve());
  }

  private static ListStatistics lists(List<ListStatistics> lists) {
    return new ListStatistics(
        mean(lists, ListStatistics::coverage),
        mean(lists, ListStatistics::popularity),
        mean(lists, ListStatistics::ownPopularity),
        mean(lists, ListStatistics::percentile),
        mean(lists, ListStatistics::ownPercentile),
        mean(lists, ListStatistics::surprisal),
        mean(lists, ListStatistics::gini),
        mean(lists, ListStatistics::artists),
        mean(lists, ListStatistics::artistDiversity));
  }

  private static <T> double mean(List<T> items, ToDoubleFunction<T> value) {
    return items.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
