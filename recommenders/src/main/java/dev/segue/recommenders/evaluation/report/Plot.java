// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** The frame of a plot with two axes; sizes in SVG units. */
final class Plot {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 230;
  private static final int LEFT = 48;
  private static final int RIGHT = 350;
  private static final int TOP = 8;
  private static final int BOTTOM = 190;

  private final StringBuilder svg = new StringBuilder();

  Plot(String label) {
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Page.escaped(label)));
  }

  static Scale x(DoubleStream values) {
    return Scale.over(values, LEFT + 6, RIGHT - 6);
  }

  static Scale y(DoubleStream values) {
    return Scale.over(values, BOTTOM - 6, TOP + 6);
  }

  Plot axes(Scale x, Scale y, String below) {
    return axes(x, x.ticks(), y, below, Plot::plain);
  }

  /** The same with ticks of one's own and their texts. */
  Plot axes(Scale x, List<Double> ticks, Scale y, String below, DoubleFunction<String> text) {
    for (double value : y.ticks()) {
      add("<path class=\"axis\" d=\"M%d %.1fH%d\"/>\n", LEFT, y.at(value), RIGHT);
      add(
          "<text class=\"faint\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
          LEFT - 5, y.at(value) + 4, plain(value));
    }
    for (double value : ticks) {
      add("<path class=\"axis\" d=\"M%.1f %dv4\"/>\n", x.at(value), BOTTOM);
      add(
          "<text class=\"faint\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
          x.at(value), BOTTOM + 17, text.apply(value));
    }
    add("<path class=\"axis\" d=\"M%d %dV%dH%d\"/>\n", LEFT, TOP, BOTTOM, RIGHT);
    add(
        "<text class=\"faint\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
        RIGHT, HEIGHT - 6, Page.escaped(below));
    return this;
  }

  Plot add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
    return this;
  }

  String drawn() {
    return svg + "</svg>\n";
  }

  /** Up to four digits, no more than needed. */
  static String plain(double value) {
    return value == 0
        ? "0"
        : String.format(Locale.ROOT, "%.4g", value)
            .replaceAll("(\\.\\d*?)0+(e.*)?$", "$1$2")
            .replaceAll("\\.(e.*)?$", "$1");
  }

  /** What the colours of a plot mean. */
  static String legend(List<String> names) {
    StringBuilder html = new StringBuilder("<ul class=\"legend\">");
    for (int i = 0; i < names.size(); i++) {
      html.append(
          "<li><svg viewBox=\"0 0 18 6\" aria-hidden=\"true\"><path class=\"curve %s\" d=\"M0 3H18\"/></svg> %s</li>"
              .formatted(series(i), Page.escaped(names.get(i))));
    }
    return html.append("</ul>\n").toString();
  }

  /** The look of the i-th line: after the colours are used up, they come again dashed. */
  static String series(int i) {
    String dash =
        switch (i / Page.COLOURS % 3) {
          case 0 -> "";
          case 1 -> "\" stroke-dasharray=\"6 3";
          default -> "\" stroke-dasharray=\"2 3";
        };
    return "s" + i % Page.COLOURS + dash;
  }
}
