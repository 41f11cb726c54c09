// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.CurvePoint;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a training measures, and passes everything on. */
final class LearningCurve implements TrainingListener {
  private final TrainingListener next;
  private final List<CurvePoint> points = new ArrayList<>();

  LearningCurve(TrainingListener next) {
    this.next = next;
  }

  @Override
  public void progress(String stage, long done, long total) {
    next.progress(stage, done, total);
  }

  @Override
  public synchronized void measured(String measure, long step, double value) {
    points.add(new CurvePoint(measure, step, value));
    next.measured(measure, step, value);
  }

  synchronized List<CurvePoint> points() {
    return List.copyOf(points);
  }
}
