// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Interval;
import dev.segue.recommenders.evaluation.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One split as a page. */
final class HtmlReport {
  private HtmlReport() {}

  static String of(EvaluationReport report) {
    return Page.of(
        "Evaluation of %d models".formatted(report.models().size()),
        """
        <h1>Evaluation</h1>
        <p>%s</p>
        %s<div class="plots">
        %s</div>
        <p><small>Means over the test listeners; lines are 95 %% intervals (Student's t).</small></p>
        """
            .formatted(
                Page.escaped(TextTable.heading(report.split())),
                Page.table("Means with 95 % intervals", rows(report)),
                report.metrics().stream()
                    .map(metric -> figure(report, metric))
                    .collect(Collectors.joining())));
  }

  private static List<List<String>> rows(EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("Model"));
    report.metrics().forEach(metric -> header.add(metric.label() + "@" + report.k()));
    header.add("Coverage");
    rows.add(header);
    for (EvaluationResult model : report.models()) {
      List<String> row = new ArrayList<>(List.of(model.model()));
      report.metrics().forEach(metric -> row.add(TextTable.cell(model.estimate(metric))));
      row.add(String.format(Locale.ROOT, "%.4f", model.coverage()));
      rows.add(row);
    }
    return rows;
  }

  private static String figure(EvaluationReport report, Metric metric) {
    return Page.figure(metric.label() + "@" + report.k(), chart(report, metric));
  }

  static String chart(EvaluationReport report, Metric metric) {
    return BarChart.of(
        metric.label(),
        report.models().stream()
            .map(
                model -> {
                  Estimate estimate = model.estimate(metric);
                  return new BarChart.Bar(
                      model.model(),
                      estimate.mean(),
                      new Interval(estimate.low(), estimate.high()));
                })
            .toList());
  }
}
