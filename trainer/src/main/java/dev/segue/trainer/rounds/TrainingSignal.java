// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

/** A training round begins. A Flink POJO. */
public final class TrainingSignal {
  /** Counts from 1. */
  public long round;

  /** The request that asked for it; null: the schedule did. */
  public String requestId;

  /** What to train, in order. */
  public String[] algorithms = {};

  /** Release whatever the acceptance gate says. */
  public boolean skipGate;
}
