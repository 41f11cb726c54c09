// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Cohorts;
import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.Interval;
import dev.segue.recommenders.evaluation.Measure;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The plots of one protocol. */
final class Figures {
  private Figures() {}

  /** The main metric at every length, and every metric at the main length. */
  static String measures(ExperimentSection section) {
    Measure main = section.main();
    return section.measures().stream()
        .filter(measure -> measure.metric() == main.metric() || measure.k() == main.k())
        .map(measure -> Page.figure(measure.label(), bars(measure, section.entries())))
        .collect(Collectors.joining());
  }

  static String cohorts(ExperimentSection section) {
    List<Entry> entries = section.entries();
    Cohorts cohorts = entries.get(0).result().cohorts();
    return IntStream.range(0, cohorts.names().size())
        .mapToObj(cohort -> cohort(section.main(), cohort, cohorts, entries))
        .collect(Collectors.joining());
  }

  static String curves(ExperimentSection section) {
    List<Entry> entries = section.entries();
    return CurveChart.measures(entries).stream()
        .map(measure -> Page.figure(measure, CurveChart.of(measure, entries)))
        .collect(Collectors.joining());
  }

  static String time(ExperimentSection section) {
    return Page.figure(
        section.main().label() + " against training time",
        TimeChart.of(section.main(), section.entries()));
  }

  private static String bars(Measure measure, List<Entry> entries) {
    return BarChart.of(
        measure.label(),
        entries.stream()
            .map(
                entry ->
                    new BarChart.Bar(
                        entry.name(),
                        entry.result().estimate(measure).mean(),
                        entry.result().interval(measure)))
            .toList());
  }

  private static String cohort(Measure measure, int cohort, Cohorts cohorts, List<Entry> entries) {
    int listeners = entries.get(0).result().estimate(measure, cohort).count();
    if (listeners == 0) {
      return "";
    }
    return Page.figure(
        "%s, %s %s (%d)"
            .formatted(measure.label(), cohorts.names().get(cohort), cohorts.by(), listeners),
        BarChart.of(
            measure.label(), entries.stream().map(entry -> bar(entry, measure, cohort)).toList()));
  }

  private static BarChart.Bar bar(Entry entry, Measure measure, int cohort) {
    Estimate estimate = entry.result().estimate(measure, cohort);
    return new BarChart.Bar(
        entry.name(), estimate.mean(), new Interval(estimate.low(), estimate.high()));
  }
}
