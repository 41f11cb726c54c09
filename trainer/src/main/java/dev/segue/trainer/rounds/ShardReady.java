// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

/** One subtask has written its histories for a round. A Flink POJO. */
public final class ShardReady {
  /** What asked for it. */
  public TrainingSignal signal;

  /** Which shard, from 0. */
  public int index;

  /** Of how many. */
  public int of;

  /** The file in the object store, relative to its root. */
  public String file;

  /** The checksum that the file ends with. */
  public long checksum;
}
