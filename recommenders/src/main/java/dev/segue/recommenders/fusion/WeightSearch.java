// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.index.TopK;
import java.util.List;

/**
 * Coordinate ascent on NDCG@50 + 0.1 · HitRate@50 over a grid of weights (Metzler and Croft 2007):
 * a few numbers, no gradient, and the measure itself is what is maximised.
 */
final class WeightSearch {
  private static final double[] GRID = {0, 0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.6};
  private static final int PASSES = 2;
  private static final int K = 50;
  private static final double HIT = 0.1;

  /** A change that gains less is more likely noise. */
  private static final double GAIN = 2e-4;

  /** Content always counts something, or a new track would never be heard of. */
  private static final double LEAST_FOR_NEWCOMERS = 0.05;

  private final List<Cases.Case> cases;
  private final int components;

  WeightSearch(List<Cases.Case> cases, int components) {
    this.cases = cases;
    this.components = components;
  }

  /** From the first component alone to the best weights found. */
  Weights run() throws InterruptedException {
    double[] first = new double[components];
    first[0] = 1;
    Weights best = new Weights(first, LEAST_FOR_NEWCOMERS, true);
    double value = value(best);
    for (int pass = 0; pass < PASSES; pass++) {
      double before = value;
      for (int component = 0; component <= components; component++) {
        for (double weight : GRID) {
          if (weight == best.get(component)
              || (component == components && weight < LEAST_FOR_NEWCOMERS)) {
            continue;
          }
          Weights changed = best.with(component, weight);
          double changedValue = value(changed);
          if (changedValue > value + GAIN) {
            best = changed;
            value = changedValue;
          }
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("the training of fusion was interrupted");
        }
      }
      if (value == before) {
        break;
      }
    }
    return best;
  }

  private double value(Weights weights) {
    return cases.parallelStream().mapToDouble(one -> value(one, weights)).sum() / cases.size();
  }

  private static double value(Cases.Case one, Weights weights) {
    TopK top = new TopK(Math.min(K, one.scores().length), TopK.TieBreak.LOWER);
    for (int i = 0; i < one.scores().length; i++) {
      double score = 0;
      for (int c = 0; c < one.scores()[i].length; c++) {
        score += weights.get(c) * one.scores()[i][c];
      }
      top.offer(i, (float) score);
    }
    int[] list = top.drain().items();
    double gained = 0;
    for (int rank = 0; rank < list.length; rank++) {
      if (one.played()[list[rank]]) {
        gained += 1 / log2(rank + 2);
      }
    }
    double ideal = 0;
    for (int rank = 0; rank < Math.min(K, one.truths()); rank++) {
      ideal += 1 / log2(rank + 2);
    }
    return gained / ideal + (gained > 0 ? HIT : 0);
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
