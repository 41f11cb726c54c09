// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How one model did, case by case. Jackson writes it and reads it back.
 *
 * @param model its name in reports
 * @param k the length of the lists that most is told of
 * @param users the listener of each case; a listener's cases stand together
 * @param values of every measure, in the order of {@code users}; never written to
 * @param cohorts the cases in groups
 * @param lists what the first {@code k} tracks show of the catalogue
 * @param trainingSeconds that the training took; 0 if nobody measured it
 * @param rankingSeconds that the ranking took
 * @param curve the training's learning curve, in the order it was measured
 */
public record EvaluationResult(
    String model,
    int k,
    List<String> users,
    Map<Measure, double[]> values,
    Cohorts cohorts,
    ListStatistics lists,
    double trainingSeconds,
    double rankingSeconds,
    List<CurvePoint> curve) {

  /** Copies the lists. */
  public EvaluationResult {
    users = List.copyOf(users);
    curve = List.copyOf(curve);
  }

  /** A result of which no more is known than this. */
  public EvaluationResult(
      String model,
      int k,
      List<String> users,
      Map<Metric, double[]> values,
      double coverage,
      double seconds) {
    this(
        model,
        k,
        users,
        atLength(values, k),
        Cohorts.NONE,
        ListStatistics.covering(coverage),
        0,
        seconds,
        List.of());
  }

  /** The share of the ranked catalogue that stands in at least one list, 0 to 1. */
  public double coverage() {
    return lists.coverage();
  }

  /** The seconds of training, as far as they were measured, and ranking. */
  public double seconds() {
    return trainingSeconds + rankingSeconds;
  }

  /** The metrics that were measured at {@code k}. */
  public List<Metric> metrics() {
    return values.keySet().stream()
        .filter(measure -> measure.k() == k)
        .map(Measure::metric)
        .toList();
  }

  /** The values at {@code k}, in the order of {@code users}; never written to. */
  public double[] values(Metric metric) {
    return values(new Measure(metric, k));
  }

  /**
   * The values in the order of {@code users}; never written to.
   *
   * @throws IllegalArgumentException if this was not measured
   */
  public double[] values(Measure measure) {
    double[] column = values.get(measure);
    if (column == null) {
      throw new IllegalArgumentException(
          "%s has no %s; it was measured by %s"
              .formatted(
                  model,
                  measure.key(),
                  String.join(", ", values.keySet().stream().map(Measure::key).toList())));
    }
    return column;
  }

  /** The mean over the cases at {@code k}, with its interval. */
  public Estimate estimate(Metric metric) {
    return estimate(new Measure(metric, k));
  }

  /** The mean over the cases, with its interval. */
  public Estimate estimate(Measure measure) {
    return Estimate.clustered(values(measure), users);
  }

  /**
   * The 95 % interval of the mean: Wilson's for hit rates where each listener is one case, else by
   * Student's t.
   */
  public Interval interval(Measure measure) {
    Estimate estimate = estimate(measure);
    if (measure.metric() == Metric.HIT_RATE && estimate.count() == users.size()) {
      return Interval.wilson(estimate.mean(), estimate.count());
    }
    return new Interval(estimate.low(), estimate.high());
  }

  /** The mean over the cases of one cohort, with its interval. */
  public Estimate estimate(Measure measure, int cohort) {
    double[] column = values(measure);
    int[] rows =
        IntStream.range(0, cohorts.groups().size())
            .filter(row -> cohorts.groups().get(row) == cohort)
            .toArray();
    return Estimate.clustered(
        Arrays.stream(rows).mapToDouble(row -> column[row]).toArray(),
        Arrays.stream(rows).mapToObj(users::get).toList());
  }

  /** The mean over the cases at {@code k}; NaN if there is none. */
  public double mean(Metric metric) {
    return estimate(metric).mean();
  }

  /** The means at {@code k} by {@link Metric#key}, with the coverage: what an artifact keeps. */
  public Map<String, Double> summary() {
    Map<String, Double> summary = new TreeMap<>();
    if (!users.isEmpty()) {
      metrics().forEach(metric -> summary.put(metric.key(), mean(metric)));
      summary.put("coverage", coverage());
    }
    return summary;
  }

  /** The same result with another time in all, the training's included. */
  public EvaluationResult withSeconds(double all) {
    return trainedIn(all - rankingSeconds, curve);
  }

  /** The same result with what is known of the training. */
  public EvaluationResult trainedIn(double seconds, List<CurvePoint> learned) {
    return new EvaluationResult(
        model, k, users, values, cohorts, lists, seconds, rankingSeconds, learned);
  }

  /** The same result of a model of this name. */
  public EvaluationResult named(String name) {
    return new EvaluationResult(
        name, k, users, values, cohorts, lists, trainingSeconds, rankingSeconds, curve);
  }

  private static Map<Measure, double[]> atLength(Map<Metric, double[]> values, int k) {
    Map<Measure, double[]> measured = new LinkedHashMap<>();
    values.forEach((metric, column) -> measured.put(new Measure(metric, k), column));
    return measured;
  }
}
