// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/** Hears how a training goes on; feeds progress bars and metrics. */
@FunctionalInterface
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener SILENT = (stage, done, total) -> {};

  /** {@code done} of {@code total} steps of a stage are over. */
  void progress(String stage, long done, long total);

  /**
   * A measure was taken: a point of a learning curve.
   *
   * @param measure for instance {@code loss} or {@code validation.ndcg}
   * @param step the epoch or step it was taken after, counted from 1
   */
  default void measured(String measure, long step, double value) {}
}
