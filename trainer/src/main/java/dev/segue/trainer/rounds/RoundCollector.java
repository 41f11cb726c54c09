// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Waits for all shards of a round, then gives one task for each of its algorithms, in order. */
public final class RoundCollector extends KeyedProcessFunction<Long, ShardReady, TrainingTask> {
  private static final long serialVersionUID = 1L;

  private transient MapState<Integer, ShardReady> shards;

  @Override
  public void open(OpenContext context) {
    shards =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("shards", Types.INT, Types.POJO(ShardReady.class)));
  }

  @Override
  public void processElement(ShardReady shard, Context context, Collector<TrainingTask> out)
      throws Exception {
    shards.put(shard.index, shard);
    ShardReady[] all = new ShardReady[shard.of];
    for (int i = 0; i < all.length; i++) {
      all[i] = shards.get(i);
      if (all[i] == null) {
        return;
      }
    }
    shards.clear();
    for (String algorithm : shard.signal.algorithms) {
      out.collect(TrainingTask.of(shard.signal, algorithm, all));
    }
  }
}
