// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Measure;
import java.util.List;

/** Quality against training time: a numbered dot for each model. */
final class TimeChart {
  /** What takes less is too short to tell. */
  private static final double SHORTEST = 1e-3;

  private TimeChart() {}

  static String of(Measure measure, List<Entry> entries) {
    Scale x = Plot.x(entries.stream().mapToDouble(TimeChart::time));
    Scale y = Plot.y(entries.stream().mapToDouble(entry -> value(entry, measure)));
    Plot plot =
        new Plot(measure.label() + " against training time")
            .axes(
                x,
                x.decimalTicks(),
                y,
                "seconds of training",
                power -> Plot.plain(Math.pow(10, power)));
    StringBuilder legend = new StringBuilder("<ul class=\"legend\">");
    int number = 0;
    for (Entry entry : entries) {
      number++;
      legend.append("<li>%d %s</li>".formatted(number, Page.escaped(entry.name())));
      if (Double.isFinite(value(entry, measure))) {
        double left = x.at(time(entry));
        double top = y.at(value(entry, measure));
        plot.add("<circle class=\"bar\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\">", left, top);
        plot.add("<title>%s</title></circle>\n", Page.escaped(entry.name()));
        plot.add("<text x=\"%.1f\" y=\"%.1f\">%d</text>\n", left + 5, top - 4, number);
      }
    }
    return plot.drawn() + legend.append("</ul>\n");
  }

  private static double time(Entry entry) {
    return Math.log10(Math.max(SHORTEST, entry.result().trainingSeconds()));
  }

  private static double value(Entry entry, Measure measure) {
    return entry.result().estimate(measure).mean();
  }
}
