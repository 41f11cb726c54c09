// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.List;

/** The class with the highest score beside the true one. */
final class Guesses {
  private final int classes;
  private final int[] truth;
  private final int[] guesses;

  /** The points that a guess gets for a true class. */
  interface Points {
    double of(int truth, int guess);
  }

  Guesses(List<float[]> truth, float[][] scores) {
    this.classes = scores[0].length;
    this.truth = truth.stream().mapToInt(value -> (int) value[0]).toArray();
    this.guesses = new int[scores.length];
    for (int i = 0; i < guesses.length; i++) {
      for (int c = 1; c < classes; c++) {
        guesses[i] = scores[i][c] > scores[i][guesses[i]] ? c : guesses[i];
      }
    }
  }

  double accuracy(int[] weights) {
    return mean((right, guess) -> right == guess ? 1 : 0).of(weights);
  }

  Measure mean(Points points) {
    return weights -> {
      double sum = 0;
      double count = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * points.of(truth[i], guesses[i]);
        count += weights[i];
      }
      return sum / count;
    };
  }

  /** The mean of F1 over the classes that are there or were guessed. */
  double macroF1(int[] weights) {
    double[] hits = new double[classes];
    double[] sizes = new double[classes];
    for (int i = 0; i < weights.length; i++) {
      hits[truth[i]] += truth[i] == guesses[i] ? weights[i] : 0;
      sizes[truth[i]] += weights[i];
      sizes[guesses[i]] += weights[i];
    }
    double sum = 0;
    int count = 0;
    for (int c = 0; c < classes; c++) {
      if (sizes[c] > 0) {
        sum += 2 * hits[c] / sizes[c];
        count++;
      }
    }
    return sum / count;
  }
}
