// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import java.util.Locale;

/** Horizontal bars from zero, one a model, each with its interval; sizes in SVG units. */
final class BarChart {
  private static final int WIDTH = 800;
  private static final int NAME = 180;
  private static final int NUMBER = 70;
  private static final int LINE = 30;

  private BarChart() {}

  static String of(EvaluationReport report, Metric metric) {
    double longest =
        report.models().stream()
            .map(model -> model.estimate(metric))
            .mapToDouble(
                estimate -> Math.max(finite(estimate.mean(), 0), finite(estimate.high(), 0)))
            .max()
            .orElse(0);
    double unit = longest > 0 ? (WIDTH - NAME - NUMBER) / longest : 0;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s of each model\">\n"
            .formatted(WIDTH, LINE * report.models().size(), metric.label()));
    int y = 0;
    for (EvaluationResult model : report.models()) {
      svg.append(bar(model.model(), model.estimate(metric), y, unit));
      y += LINE;
    }
    return svg.append("</svg>").toString();
  }

  private static String bar(String name, Estimate estimate, int y, double unit) {
    // An interval that is not known has no width.
    double low = NAME + Math.max(0, finite(estimate.low(), finite(estimate.mean(), 0))) * unit;
    double high = NAME + finite(estimate.high(), finite(estimate.mean(), 0)) * unit;
    int middle = y + LINE / 2;
    return String.format(
        Locale.ROOT,
        """
        <text x="%d" y="%d" text-anchor="end">%s</text>
        <rect class="bar" x="%d" y="%d" width="%.1f" height="%d"/>
        <path class="interval" d="M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8"/>
        <text x="%d" y="%d" text-anchor="end">%.4f</text>
        """,
        NAME - 8,
        middle + 4,
        HtmlReport.escaped(name),
        NAME,
        y + 6,
        finite(estimate.mean(), 0) * unit,
        LINE - 12,
        low,
        middle,
        high,
        low,
        middle - 4,
        high,
        middle - 4,
        WIDTH,
        middle + 4,
        estimate.mean());
  }

  private static double finite(double value, double fallback) {
    return Double.isFinite(value) ? value : fallback;
  }
}
