// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import java.util.StringJoiner;

/** One algorithm of one round, with all its shards. A Flink POJO. */
public final class TrainingTask {
  /** The round. */
  public long round;

  /** The request that asked for it; null: the schedule did. */
  public String requestId;

  /** What to train. */
  public String algorithm;

  /** Everything that the round trains, in order. */
  public String[] algorithms = {};

  /** Release whatever the acceptance gate says. */
  public boolean skipGate;

  /** The shards' files in the object store, by index. */
  public String[] files = {};

  /** The shards' checksums, by index. */
  public long[] checksums = {};

  /** One algorithm of the round that these shards belong to. */
  static TrainingTask of(TrainingSignal signal, String algorithm, ShardReady[] shards) {
    TrainingTask task = new TrainingTask();
    task.round = signal.round;
    task.requestId = signal.requestId;
    task.algorithm = algorithm;
    task.algorithms = signal.algorithms;
    task.skipGate = signal.skipGate;
    task.files = new String[shards.length];
    task.checksums = new long[shards.length];
    for (int i = 0; i < shards.length; i++) {
      task.files[i] = shards[i].file;
      task.checksums[i] = shards[i].checksum;
    }
    return task;
  }

  /** The same for the same data, whatever is trained on it. */
  public String dataId() {
    StringJoiner id = new StringJoiner("-");
    id.add(Long.toString(round));
    for (long checksum : checksums) {
      id.add(Long.toHexString(checksum));
    }
    return id.toString();
  }

  @Override
  public String toString() {
    return algorithm + " of round " + round;
  }
}
