// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@link Curves} for a terminal. */
final class CurvesText {
  private static final String LEVELS = "▁▂▃▄▅▆▇█";
  private static final int WIDTH = 60;
  private static final int ROWS = 12;

  private CurvesText() {}

  static String of(Curves curves) {
    StringBuilder out = new StringBuilder();
    List<Curves.Point> train = curves.train();
    if (!train.isEmpty()) {
      double[] losses = train.stream().mapToDouble(Curves.Point::loss).toArray();
      out.append(
          String.format(
              Locale.ROOT,
              "training loss    %s  %.3f to %.3f%n",
              line(losses),
              losses[0],
              losses[losses.length - 1]));
    }
    List<Curves.Validation> validation = curves.validation();
    double[] losses = validation.stream().mapToDouble(Curves.Validation::loss).toArray();
    out.append(String.format(Locale.ROOT, "held-out loss    %s%n%n", line(losses)));
    out.append(
        "    step  cross-entropy  (by frequency: here, trained on)  mel error  right   codes used  guessed\n");
    int every = Math.max(1, (validation.size() + ROWS - 1) / ROWS);
    for (int i = 0; i < validation.size(); i++) {
      boolean kept = curves.kept().filter(validation.get(i)::equals).isPresent();
      if ((validation.size() - 1 - i) % every == 0 || kept) {
        out.append(row(validation.get(i), kept ? "  kept" : ""));
      }
    }
    return out.toString();
  }

  private static String row(Curves.Validation v, String note) {
    return String.format(
        Locale.ROOT,
        "%8d  %13.3f  %19.3f  %11.3f  %9.3f  %5.1f%%  %10.0f  %7.0f%s%n",
        v.step(),
        v.crossEntropy(),
        v.frequencyEntropy(),
        v.trainedFrequencyEntropy(),
        v.squaredError(),
        100 * v.accuracy(),
        v.perplexity(),
        v.guessedPerplexity(),
        note);
  }

  /** One character for each part of the curve. */
  static String line(double... values) {
    int width = Math.min(WIDTH, values.length);
    double[] means = new double[width];
    for (int i = 0; i < width; i++) {
      int from = i * values.length / width;
      int to = (i + 1) * values.length / width;
      means[i] = Arrays.stream(values, from, to).average().orElseThrow();
    }
    double least = Arrays.stream(means).min().orElse(0);
    double most = Arrays.stream(means).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (double mean : means) {
      double height = most > least ? (mean - least) / (most - least) : 0;
      line.append(LEVELS.charAt((int) Math.round(height * (LEVELS.length() - 1))));
    }
    return line.toString();
  }
}
