// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training is.
 *
 * @param epoch that runs, counted from 1
 * @param step done in it
 * @param lossSum over the steps of the epoch
 * @param best measure so far; NaN before the first
 * @param bestEpoch 0 before the first
 * @param stale epochs since the best
 * @param curve every measure so far
 */
record Progress(
    int epoch,
    int step,
    double lossSum,
    double best,
    int bestEpoch,
    int stale,
    List<LearningCurve.Point> curve) {
  static final Progress START = new Progress(1, 0, 0, Double.NaN, 0, 0, List.of());

  Progress {
    curve = List.copyOf(curve);
  }

  Progress stepped(double loss) {
    return new Progress(epoch, step + 1, lossSum + loss, best, bestEpoch, stale, curve);
  }

  /** After the epoch; the measure may be NaN. */
  Progress measured(double value) {
    List<LearningCurve.Point> points = new ArrayList<>(curve);
    points.add(new LearningCurve.Point("loss", epoch, step == 0 ? Double.NaN : lossSum / step));
    if (!Double.isNaN(value)) {
      points.add(new LearningCurve.Point("validation.ndcg", epoch, value));
    }
    boolean better = isBetter(value);
    return new Progress(
        epoch + 1,
        0,
        0,
        better ? value : best,
        better ? epoch : bestEpoch,
        better || Double.isNaN(value) ? 0 : stale + 1,
        points);
  }

  /**
   * Whether this is the best epoch so far. As long as no list has a hit the measure says nothing:
   * on a few listeners that may be so for long, and the last epoch is then the best guess.
   */
  boolean isBetter(double value) {
    boolean blind = best == 0 && value == 0;
    return value > best || blind || (Double.isNaN(best) && !Double.isNaN(value));
  }
}
