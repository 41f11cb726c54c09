// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import java.util.List;
import java.util.stream.Collectors;

/** An experiment on a terminal. */
final class ExperimentText {
  private ExperimentText() {}

  static String of(ExperimentReport report) {
    return report.sections().stream()
        .map(ExperimentText::section)
        .collect(Collectors.joining("\n"));
  }

  private static String section(ExperimentSection section) {
    return "%s: %s%n%n%s%n%s"
        .formatted(
            section.name(),
            section.description(),
            aligned(Grid.study(section)),
            aligned(Grid.measures(section)))
        .replace("\r\n", "\n");
  }

  private static String aligned(List<List<String>> rows) {
    return TextTable.aligned(
        rows.stream()
            .map(row -> row.stream().map(cell -> cell.replaceAll("\\p{Cntrl}", "?")).toList())
            .toList());
  }
}
