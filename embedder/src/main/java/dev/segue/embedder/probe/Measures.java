// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** The measures of each task. */
final class Measures {
  private Measures() {}

  /**
   * The measures of a probe's answers.
   *
   * @param truth by example, as in {@link Targets}
   * @param scores {@code [examples][outputs]}
   */
  static Map<String, Measure> of(ProbeTask task, List<float[]> truth, float[][] scores) {
    Map<String, Measure> measures = new LinkedHashMap<>();
    switch (task) {
      case MULTI_CLASS -> {
        Guesses guesses = new Guesses(truth, scores);
        measures.put("accuracy", guesses::accuracy);
        measures.put("macro-f1", guesses::macroF1);
      }
      case KEY -> {
        Guesses guesses = new Guesses(truth, scores);
        measures.put("weighted-score", guesses.mean(MusicalKey::score));
        measures.put("accuracy", guesses::accuracy);
      }
      case MULTI_LABEL -> {
        List<RankedLabel> labels = ranked(truth, scores);
        measures.put("roc-auc", mean(labels, RankedLabel::rocAuc));
        measures.put("average-precision", mean(labels, RankedLabel::averagePrecision));
      }
      case REGRESSION -> addR2(measures, truth, scores);
    }
    return measures;
  }

  private static List<RankedLabel> ranked(List<float[]> truth, float[][] scores) {
    List<RankedLabel> labels = new ArrayList<>();
    for (int label = 0; label < scores[0].length; label++) {
      float[] column = new float[scores.length];
      boolean[] positive = new boolean[scores.length];
      for (int i = 0; i < column.length; i++) {
        column[i] = scores[i][label];
        positive[i] = truth.get(i)[label] > 0;
      }
      labels.add(new RankedLabel(column, positive));
    }
    return labels;
  }

  /** The mean over the tags of which there are examples with and without. */
  private static Measure mean(
      List<RankedLabel> labels, ToDoubleBiFunction<RankedLabel, int[]> measure) {
    return weights ->
        labels.stream()
            .filter(label -> label.defined(weights))
            .mapToDouble(label -> measure.applyAsDouble(label, weights))
            .average()
            .orElse(Double.NaN);
  }

  private static void addR2(Map<String, Measure> measures, List<float[]> truth, float[][] scores) {
    int columns = scores[0].length;
    measures.put(
        "r2",
        weights -> {
          double sum = 0;
          for (int column = 0; column < columns; column++) {
            sum += r2(truth, scores, column, weights);
          }
          return sum / columns;
        });
    for (int i = 0; i < columns && columns > 1; i++) {
      int column = i;
      measures.put("r2-" + (i + 1), weights -> r2(truth, scores, column, weights));
    }
  }

  /** The share of the variance that is explained; NaN if there is none. */
  private static double r2(List<float[]> truth, float[][] scores, int column, int[] weights) {
    double sum = 0;
    double count = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * (double) truth.get(i)[column];
      count += weights[i];
    }
    double mean = sum / count;
    double residual = 0;
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      double value = truth.get(i)[column];
      residual += weights[i] * (value - scores[i][column]) * (value - scores[i][column]);
      total += weights[i] * (value - mean) * (value - mean);
    }
    return total > 0 ? 1 - residual / total : Double.NaN;
  }
}
