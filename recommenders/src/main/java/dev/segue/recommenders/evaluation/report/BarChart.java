// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Interval;
import java.util.List;
import java.util.Locale;

/** Horizontal bars from zero, each under its name and with its interval; sizes in SVG units. */
final class BarChart {
  private static final int WIDTH = 360;
  private static final int NUMBER = 52;
  private static final int LINE = 34;

  private BarChart() {}

  /** A bar. */
  record Bar(String name, double value, Interval interval) {
    /** An interval that is not known has no width. */
    double low() {
      return finite(interval.low(), finite(value, 0));
    }

    double high() {
      return finite(interval.high(), finite(value, 0));
    }
  }

  static String of(String label, List<Bar> bars) {
    double longest =
        bars.stream()
            .mapToDouble(bar -> Math.max(finite(bar.value(), 0), bar.high()))
            .max()
            .orElse(0);
    double unit = longest > 0 ? (WIDTH - NUMBER) / longest : 0;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s of each model\">\n"
            .formatted(WIDTH, LINE * bars.size(), Page.escaped(label)));
    int y = 0;
    for (Bar bar : bars) {
      svg.append(drawn(bar, y, unit));
      y += LINE;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String drawn(Bar bar, int y, double unit) {
    double low = Math.max(0, bar.low()) * unit;
    double high = Math.max(0, bar.high()) * unit;
    int middle = y + 23;
    return String.format(
        Locale.ROOT,
        """
        <text x="0" y="%d">%s</text>
        <rect class="bar" x="0" y="%d" width="%.1f" height="12"/>
        <path class="interval" d="M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8"/>
        <text x="%d" y="%d" text-anchor="end">%.4f</text>
        """,
        y + 12,
        Page.escaped(bar.name()),
        y + 17,
        Math.max(0, finite(bar.value(), 0)) * unit,
        low,
        middle,
        high,
        low,
        middle - 4,
        high,
        middle - 4,
        WIDTH,
        middle + 4,
        bar.value());
  }

  private static double finite(double value, double fallback) {
    return Double.isFinite(value) ? value : fallback;
  }
}
