// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import java.util.stream.Collectors;

/** An experiment as a page. */
final class ExperimentHtml {
  private static final String NOTES =
      "<p><small>Means over the test cases; ± and lines are 95 % intervals: Student's t with each"
          + " listener as one observation, Wilson's for hit rates. A star marks the best mean. p is"
          + " of a paired test by random signs, listener by listener; corrected p allows for all"
          + " comparisons of the table (Holm), and below 0.05 the first is called better."
          + " Popularity is the share of the training listeners who played a"
          + " track.</small></p>\n";

  private ExperimentHtml() {}

  static String of(ExperimentReport report) {
    return Page.of(
        report.title(),
        "<h1>"
            + Page.escaped(report.title())
            + "</h1>\n"
            + report.sections().stream().map(ExperimentHtml::section).collect(Collectors.joining())
            + NOTES);
  }

  private static String section(ExperimentSection section) {
    StringBuilder html = new StringBuilder("<section>\n<h2>");
    html.append(Page.escaped(section.name())).append("</h2>\n<p>");
    html.append(Page.escaped(section.description())).append("</p>\n");
    html.append(Page.table("Backbones and models", Grid.study(section)));
    html.append(plots("Measures", Figures.measures(section)));
    html.append(plots("Cohorts", Figures.cohorts(section)));
    html.append(plots("Training", Figures.time(section) + Figures.curves(section)));
    html.append("<h3>Numbers</h3>\n");
    html.append(Page.table("Means with 95 % intervals", Grid.measures(section)));
    html.append(Page.table("What the lists show of the catalogue", Grid.lists(section)));
    if (section.entries().size() > 1) {
      html.append(Page.table("Paired differences", SignificanceGrid.of(section)));
    }
    return html.append("</section>\n").toString();
  }

  private static String plots(String title, String figures) {
    return figures.isEmpty()
        ? ""
        : "<h3>" + title + "</h3>\n<div class=\"plots\">\n" + figures + "</div>\n";
  }
}
