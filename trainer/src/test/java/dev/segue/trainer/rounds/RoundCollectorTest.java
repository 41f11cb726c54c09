// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundCollectorTest {
  private KeyedOneInputStreamOperatorTestHarness<Long, ShardReady, TrainingTask> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new RoundCollector()),
            shard -> shard.signal.round,
            Types.LONG);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void waitsForAllShardsOfARound() throws Exception {
    shard(1, 0, 3);
    shard(1, 2, 3);
    shard(2, 1, 3);
    assertThat(tasks()).isEmpty();
  }

  @Test
  void countsAShardThatComesTwiceOnce() throws Exception {
    shard(1, 0, 2);
    shard(1, 0, 2);
    assertThat(tasks()).isEmpty();
  }

  @Test
  void givesOneTaskForEachAlgorithmInOrder() throws Exception {
    shard(1, 1, 2);
    shard(1, 0, 2);
    assertThat(tasks()).extracting(task -> task.algorithm).containsExactly("a", "b");
    assertThat(tasks().get(0).files).containsExactly("shard-0", "shard-1");
    assertThat(tasks().get(0).dataId()).isEqualTo(tasks().get(1).dataId());
  }

  private void shard(long round, int index, int of) throws Exception {
    ShardReady shard = new ShardReady();
    shard.signal = new TrainingSignal();
    shard.signal.round = round;
    shard.signal.algorithms = new String[] {"a", "b"};
    shard.index = index;
    shard.of = of;
    shard.file = "shard-" + index;
    shard.checksum = 1L + index;
    harness.processElement(shard, 0);
  }

  private List<TrainingTask> tasks() {
    return harness.extractOutputValues();
  }
}
