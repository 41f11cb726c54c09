// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.SplitSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Columns as wide as their widest cell; the first to the left, the others to the right. */
final class TextTable {
  private TextTable() {}

  static String of(EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(header(report));
    report.models().forEach(model -> rows.add(row(report, model)));
    return heading(report.split()) + "\n\n" + aligned(rows);
  }

  /** Rows of as many cells each. */
  static String aligned(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    rows.forEach(row -> append(out, row, widths));
    return out.toString();
  }

  /** The split in a sentence. */
  static String heading(SplitSummary split) {
    return String.format(
        Locale.ROOT,
        "Trained on %,d plays of %,d listeners and %,d tracks before %s; tested on %,d first-time"
            + " plays of %,d listeners.",
        split.trainPlays(),
        split.trainUsers(),
        split.trainTracks(),
        Instant.ofEpochMilli(split.at()),
        split.testPairs(),
        split.testUsers());
  }

  private static List<String> header(EvaluationReport report) {
    List<String> header = new ArrayList<>(List.of("model"));
    for (Metric metric : report.metrics()) {
      header.add(metric.label() + "@" + report.k());
    }
    header.addAll(List.of("coverage", "seconds"));
    return header;
  }

  private static List<String> row(EvaluationReport report, EvaluationResult model) {
    List<String> row = new ArrayList<>(List.of(model.model().replaceAll("\\p{Cntrl}", "?")));
    for (Metric metric : report.metrics()) {
      row.add(cell(model.estimate(metric)));
    }
    row.add(String.format(Locale.ROOT, "%.4f", model.coverage()));
    row.add(String.format(Locale.ROOT, "%.2f", model.seconds()));
    return row;
  }

  /** The mean and the half width of its interval. */
  static String cell(Estimate estimate) {
    return String.format(Locale.ROOT, "%.4f ±%.4f", estimate.mean(), estimate.halfWidth());
  }

  private static void append(StringBuilder out, List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - row.get(i).length());
      out.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
    }
    out.append('\n');
  }
}
