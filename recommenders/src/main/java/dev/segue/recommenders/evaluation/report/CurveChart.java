// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.CurvePoint;
import java.util.List;
import java.util.Locale;

/** How one measure went on while the models learned: a line for each. */
final class CurveChart {
  private CurveChart() {}

  static List<String> measures(List<Entry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.result().curve().stream())
        .map(CurvePoint::measure)
        .distinct()
        .toList();
  }

  static String of(String measure, List<Entry> entries) {
    List<Entry> learned = entries.stream().filter(e -> !points(e, measure).isEmpty()).toList();
    List<CurvePoint> all = learned.stream().flatMap(e -> points(e, measure).stream()).toList();
    Scale x = Plot.x(all.stream().mapToDouble(point -> (double) point.step()));
    Scale y = Plot.y(all.stream().mapToDouble(CurvePoint::value));
    Plot plot = new Plot(measure + " while learning").axes(x, y, "epoch or step");
    for (int i = 0; i < learned.size(); i++) {
      StringBuilder path = new StringBuilder();
      for (CurvePoint point : points(learned.get(i), measure)) {
        path.append(path.isEmpty() ? "M" : "L")
            .append(
                String.format(
                    Locale.ROOT, "%.1f %.1f", x.at((double) point.step()), y.at(point.value())));
      }
      // A line of one point shows as a dot.
      plot.add(
          "<path class=\"curve %s\" stroke-linecap=\"round\" d=\"%sh0\"><title>%s</title></path>\n",
          Plot.series(i), path, Page.escaped(learned.get(i).name()));
    }
    return plot.drawn() + Plot.legend(learned.stream().map(Entry::name).toList());
  }

  private static List<CurvePoint> points(Entry entry, String measure) {
    return entry.result().curve().stream()
        .filter(point -> point.measure().equals(measure) && Double.isFinite(point.value()))
        .toList();
  }
}
