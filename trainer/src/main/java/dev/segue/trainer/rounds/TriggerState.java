// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

/** What {@link TrainingTrigger} remembers. A Flink POJO. */
public final class TriggerState {
  /** The newest round. */
  public long round;

  /** What the round under way has not reported yet; empty: no round is under way. */
  public String[] missing = {};

  /** When the round under way is given up, ms since 1970. */
  public long deadline;

  /** The schedule wants a round. */
  public boolean due;

  /** Plays since the last round began. */
  public long newPlays;

  /** When plays were last counted, ms since 1970. */
  public long countedAt;

  /** When the interval is over next, ms since 1970; 0: no timer runs. */
  public long intervalEnds;
}
