// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import java.util.List;

/**
 * What a training measured on its way.
 *
 * @param points in the order they were taken
 * @param bestEpoch whose parameters were kept; 0 if nothing was validated
 */
public record LearningCurve(List<Point> points, int bestEpoch) {
  /** Nothing was trained. */
  public static final LearningCurve NONE = new LearningCurve(List.of(), 0);

  /** One measure after an epoch. */
  public record Point(String measure, int epoch, double value) {}

  /** Copies the points. */
  public LearningCurve {
    points = List.copyOf(points);
  }
}
