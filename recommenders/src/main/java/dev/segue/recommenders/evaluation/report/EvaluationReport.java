// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.SplitSummary;
import java.util.List;

/**
 * Some models on one split.
 *
 * @param k the length of the lists
 */
public record EvaluationReport(SplitSummary split, int k, List<EvaluationResult> models) {
  /** Copies the list. */
  public EvaluationReport {
    models = List.copyOf(models);
  }

  /** The metrics of the columns: those of the first model. */
  List<Metric> metrics() {
    return models.isEmpty() ? Metric.STANDARD : models.get(0).metrics();
  }

  /** A table for a terminal, without colours; lines end in {@code \n}. */
  public String table() {
    return TextTable.of(this);
  }

  /**
   * One JSON object: {@code split}, {@code k} and {@code models}, each with its means, their
   * intervals under {@code ci95}, the coverage and the seconds. What is not a number is null.
   */
  public String json() {
    return JsonReport.of(this);
  }

  /** One HTML page with bars and intervals; it loads nothing. */
  public String html() {
    return HtmlReport.of(this);
  }
}
