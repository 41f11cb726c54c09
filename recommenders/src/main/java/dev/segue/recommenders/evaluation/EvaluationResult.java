// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one model did, listener by listener.
 *
 * @param model its name in reports
 * @param k the length of the lists
 * @param users the test listeners, ordered by id
 * @param values of every metric, in the order of {@code users}; never written to
 * @param coverage the share of the ranked catalogue that stands in at least one list, 0 to 1
 * @param seconds that the ranking took
 */
public record EvaluationResult(
    String model,
    int k,
    List<String> users,
    Map<Metric, double[]> values,
    double coverage,
    double seconds) {

  /** The mean over the listeners, with its interval. */
  public Estimate estimate(Metric metric) {
    return Estimate.of(values.get(metric));
  }

  /** The mean over the listeners; NaN if there is none. */
  public double mean(Metric metric) {
    return estimate(metric).mean();
  }

  /** The means by {@link Metric#key}, with the coverage: what an artifact keeps. */
  public Map<String, Double> summary() {
    Map<String, Double> summary = new TreeMap<>();
    if (!users.isEmpty()) {
      values.keySet().forEach(metric -> summary.put(metric.key(), mean(metric)));
      summary.put("coverage", coverage);
    }
    return summary;
  }

  /** The same result with another time, for instance one that counts the training too. */
  public EvaluationResult withSeconds(double other) {
    return new EvaluationResult(model, k, users, values, coverage, other);
  }
}
