// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Where values stand along an axis. */
record Scale(double min, double max, double from, double to) {
  private static final int TICKS = 4;

  /** From the smallest to the largest of the finite values; one value has room on both sides. */
  static Scale over(DoubleStream values, double from, double to) {
    double[] finite = values.filter(Double::isFinite).sorted().toArray();
    if (finite.length == 0) {
      return new Scale(0, 1, from, to);
    }
    double min = finite[0];
    double max = finite[finite.length - 1];
    double room = max > min ? 0 : Math.max(Math.abs(max) / 2, 1e-9);
    return new Scale(min - room, max + room, from, to);
  }

  /** The same ends for powers of ten of the values: one, two and five of each decade within. */
  List<Double> decimalTicks() {
    List<Double> ticks = new ArrayList<>();
    for (double power = Math.floor(min); power <= max; power++) {
      for (double digit : max - min > 3 ? new double[] {1} : new double[] {1, 2, 5}) {
        double tick = power + Math.log10(digit);
        if (tick >= min && tick <= max) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  double at(double value) {
    return from + (value - min) / (max - min) * (to - from);
  }

  /** Some round values within. */
  List<Double> ticks() {
    double rough = (max - min) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power < 1.5 ? 1 : rough / power < 3 ? 2 : rough / power < 7 ? 5 : 10);
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(min / step); i * step <= max; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }
}
