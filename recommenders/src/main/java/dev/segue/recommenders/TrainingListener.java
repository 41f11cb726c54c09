// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/** Hears how a training goes on; feeds progress bars and metrics. */
@FunctionalInterface
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener SILENT = (stage, done, total) -> {};

  /** {@code done} of {@code total} steps of a stage are over. */
  void progress(String stage, long done, long total);
}
