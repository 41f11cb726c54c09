// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import java.util.List;

/** Models over backbones by protocols: what an experiment found. */
public record ExperimentReport(String title, List<ExperimentSection> sections) {
  /** Copies the sections; those without a trial are left out. */
  public ExperimentReport {
    sections = sections.stream().filter(section -> !section.trials().isEmpty()).toList();
  }

  /**
   * Tables for a terminal, without colours; lines end in {@code \n}. For each protocol first one
   * like the study's, with backbones in the rows and models in the columns, then one with a row for
   * each model and all measures.
   */
  public String table() {
    return ExperimentText.of(this);
  }

  /**
   * One JSON object: {@code title} and {@code protocols}, each with its {@code results} and {@code
   * comparisons}. What is not a number is null.
   */
  public String json() {
    return ExperimentJson.of(this);
  }

  /**
   * One HTML page with plots: measures with intervals, learning curves, quality against training
   * time, cohorts and who is better than whom. It loads nothing and runs nothing.
   */
  public String html() {
    return ExperimentHtml.of(this);
  }
}
