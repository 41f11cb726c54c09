// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import dev.segue.runtime.metrics.Hop;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.trainer.plays.Play;
import dev.segue.trainer.rounds.ShardReady;
import dev.segue.trainer.rounds.TrainingSignal;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every listener's history, keyed by userId: each event id counts once, each play gives one
 * upsert. An erasure deletes all that is kept of a listener and gives one tombstone for each track.
 * A training signal makes each subtask write all its histories to a shard file.
 */
public final class HistoryFunction
    extends KeyedBroadcastProcessFunction<String, Play, TrainingSignal, HistoryUpsert> {
  /** The shards as they are written. */
  public static final OutputTag<ShardReady> SHARDS =
      new OutputTag<>("shards", Types.POJO(ShardReady.class));

  /** Flink wants a descriptor for a broadcast; nothing is kept in it. */
  public static final MapStateDescriptor<String, String> SIGNALS =
      new MapStateDescriptor<>("signals", Types.STRING, Types.STRING);

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(HistoryFunction.class);
  // Entries that RocksDB's compaction filter looks at between two questions for the time.
  private static final long TTL_CLOCK_EVERY = 1000;
  private static final byte SEEN = 1;

  private final String store;
  private final Duration dedupeTtl;
  private final int recentPlays;
  private transient MapStateDescriptor<String, TrackHistory> historiesOf;
  private transient MapState<String, TrackHistory> histories;
  private transient MapState<String, Byte> eventIds;
  private transient Counter replays;
  private transient Timer counted;

  /**
   * Keeps histories.
   *
   * @param store root of the object store that all subtasks share
   * @param dedupeTtl how long an event id is remembered
   * @param recentPlays how many play times are kept for each track
   */
  public HistoryFunction(Path store, Duration dedupeTtl, int recentPlays) {
    this.store = store.toString();
    this.dedupeTtl = dedupeTtl;
    this.recentPlays = recentPlays;
  }

  @Override
  public void open(OpenContext context) {
    MapStateDescriptor<String, Byte> seen =
        new MapStateDescriptor<>("event-ids", Types.STRING, Types.BYTE);
    seen.enableTimeToLive(
        StateTtlConfig.newBuilder(dedupeTtl)
            .cleanupInRocksdbCompactFilter(TTL_CLOCK_EVERY)
            .build());
    eventIds = getRuntimeContext().getMapState(seen);
    historiesOf =
        new MapStateDescriptor<>("histories", Types.STRING, Types.POJO(TrackHistory.class));
    histories = getRuntimeContext().getMapState(historiesOf);
    replays = getRuntimeContext().getMetricGroup().counter("playsReplayed");
    // Whatever registry this JVM publishes; none on a task manager of a cluster.
    counted = Hop.PLAY_COUNTED.timer(Metrics.globalRegistry);
  }

  @Override
  public void processElement(Play play, ReadOnlyContext context, Collector<HistoryUpsert> out)
      throws Exception {
    if (play.erasure) {
      erase(play.userId, out);
      return;
    }
    if (eventIds.get(play.eventId) != null) {
      replays.inc();
      return;
    }
    eventIds.put(play.eventId, SEEN);
    TrackHistory history = histories.get(play.trackId);
    if (history == null) {
      history = new TrackHistory();
    }
    history.add(play, recentPlays);
    histories.put(play.trackId, history);
    out.collect(HistoryUpsert.of(play, history));
    count(context.timestamp());
  }

  /** The timestamp is the one of the play's Kafka record, ms since 1970. */
  private void count(Long published) {
    if (published != null) {
      counted.record(System.currentTimeMillis() - published, TimeUnit.MILLISECONDS);
    }
  }

  private void erase(String userId, Collector<HistoryUpsert> out) throws Exception {
    for (String trackId : histories.keys()) {
      out.collect(HistoryUpsert.erased(userId, trackId));
    }
    histories.clear();
    eventIds.clear();
  }

  @Override
  public void processBroadcastElement(
      TrainingSignal signal, Context context, Collector<HistoryUpsert> out) throws Exception {
    long start = System.nanoTime();
    ShardReady ready = new ShardReady();
    ready.signal = signal;
    ready.index = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    ready.of = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    ready.file = Shard.name(signal.round, ready.index, ready.of);
    ready.checksum = export(context, ObjectStore.at(Path.of(store)).resolve(ready.file));
    LOG.info("{} written in {} ms", ready.file, (System.nanoTime() - start) / 1_000_000);
    context.output(SHARDS, ready);
  }

  /** Blocks this subtask; a million pairs of listener and track take a second or two. */
  private long export(Context context, Path file) throws Exception {
    try (ShardWriter writer = new ShardWriter(file)) {
      context.applyToKeyedState(
          historiesOf, (userId, tracks) -> writer.write(userId, tracks.entries()));
      return writer.finish();
    }
  }
}
