// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

/** A factor on the learning rate, by step. */
@FunctionalInterface
public interface Schedule {
  /** Always 1. */
  Schedule CONSTANT = step -> 1;

  /**
   * The factor of a step.
   *
   * @param step counted from 1
   */
  double factor(long step);

  /** Rises from 0 to 1 over so many steps, then stays. */
  static Schedule warmUp(long steps) {
    return step -> step >= steps ? 1 : (double) step / steps;
  }

  /** Rises over the first steps, then falls to 0 at the last along a straight line. */
  static Schedule linear(long warmUp, long total) {
    return step -> step < warmUp ? (double) step / warmUp : remaining(step, warmUp, total);
  }

  /** Rises over the first steps, then falls to 0 at the last along half a cosine. */
  static Schedule cosine(long warmUp, long total) {
    return step ->
        step < warmUp
            ? (double) step / warmUp
            : (1 - Math.cos(Math.PI * remaining(step, warmUp, total))) / 2;
  }

  private static double remaining(long step, long warmUp, long total) {
    return Math.max(0, Math.min(1, (double) (total - step) / Math.max(1, total - warmUp)));
  }
}
