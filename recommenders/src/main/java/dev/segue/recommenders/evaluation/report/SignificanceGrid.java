// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import dev.segue.recommenders.evaluation.Comparison;
import dev.segue.recommenders.evaluation.Comparisons;
import dev.segue.recommenders.evaluation.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Who is better than whom: every pair, the largest differences first. */
final class SignificanceGrid {
  private SignificanceGrid() {}

  static List<List<String>> of(ExperimentSection section) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("models", section.main().label(), "95 % interval", "p", "corrected p", ""));
    Comparisons.all(section.entries().stream().map(Entry::result).toList(), section.main()).stream()
        .sorted(Comparator.comparingDouble(c -> -Math.abs(c.difference().mean())))
        .forEach(comparison -> rows.add(row(comparison)));
    return rows;
  }

  /** The better of the two first. */
  private static List<String> row(Comparison pair) {
    Estimate difference = pair.difference();
    boolean turned = difference.mean() < 0;
    double low = turned ? -difference.high() : difference.low();
    double high = turned ? -difference.low() : difference.high();
    return List.of(
        turned ? pair.second() + " – " + pair.first() : pair.first() + " – " + pair.second(),
        String.format(Locale.ROOT, "%+.4f", Math.abs(difference.mean())),
        String.format(Locale.ROOT, "%+.4f to %+.4f", low, high),
        probability(pair.p()),
        probability(pair.corrected()),
        pair.verdict() == Comparison.Verdict.UNDECIDED ? "undecided" : "better");
  }

  private static String probability(double p) {
    return p < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }
}
