// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.ListStatistics;
import dev.segue.recommenders.evaluation.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables of an experiment as rows of cells, the header first: the same as text and as HTML. */
final class Grid {
  private static final String NONE = "–";

  private Grid() {}

  /** Backbones in the rows, models in the columns; a star at the best of all. */
  static List<List<String>> study(ExperimentSection section) {
    List<Entry> entries = section.entries();
    List<String> models = entries.stream().map(Entry::model).distinct().toList();
    List<String> backbones = entries.stream().map(Entry::backbone).distinct().toList();
    double best =
        entries.stream()
            .mapToDouble(entry -> entry.result().estimate(section.main()).mean())
            .max()
            .orElse(Double.NaN);
    List<List<String>> rows = new ArrayList<>();
    rows.add(row(section.main().label(), models));
    for (String backbone : backbones) {
      List<String> cells = new ArrayList<>();
      for (String model : models) {
        Optional<Estimate> estimate =
            entries.stream()
                .filter(e -> e.model().equals(model) && e.backbone().equals(backbone))
                .map(entry -> entry.result().estimate(section.main()))
                .findFirst();
        cells.add(
            estimate.map(e -> TextTable.cell(e) + (e.mean() == best ? " *" : "")).orElse(NONE));
      }
      rows.add(row(backbone.isEmpty() ? "no content" : backbone, cells));
    }
    return rows;
  }

  /** A row for each model, all measures. */
  static List<List<String>> measures(ExperimentSection section) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(section.measures().stream().map(Measure::label).toList());
    header.addAll(List.of("training s", "ranking s"));
    rows.add(row("model", header));
    for (Entry entry : section.entries()) {
      List<String> cells = new ArrayList<>();
      for (Measure measure : section.measures()) {
        cells.add(TextTable.cell(entry.result().estimate(measure)));
      }
      cells.add(String.format(Locale.ROOT, "%.2f", entry.result().trainingSeconds()));
      cells.add(String.format(Locale.ROOT, "%.2f", entry.result().rankingSeconds()));
      rows.add(row(entry.name(), cells));
    }
    return rows;
  }

  /** What the lists show of the catalogue. */
  static List<List<String>> lists(ExperimentSection section) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "lists of " + section.main().k(),
            "coverage",
            "popularity",
            "of the history",
            "percentile",
            "of the history",
            "surprisal",
            "Gini",
            "artists per track",
            "artist diversity"));
    for (Entry entry : section.entries()) {
      ListStatistics lists = entry.result().lists();
      rows.add(
          row(
              entry.name(),
              List.of(
                  number(lists.coverage()),
                  number(lists.popularity()),
                  number(lists.ownPopularity()),
                  number(lists.percentile()),
                  number(lists.ownPercentile()),
                  number(lists.surprisal()),
                  number(lists.gini()),
                  number(lists.artists()),
                  number(lists.artistDiversity()))));
    }
    return rows;
  }

  private static List<String> row(String first, List<String> others) {
    List<String> row = new ArrayList<>(List.of(first));
    row.addAll(others);
    return row;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : NONE;
  }
}
