// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import dev.segue.schemas.PlayEvent;
import dev.segue.trainer.plays.Play;
import dev.segue.trainer.rounds.ShardReady;
import dev.segue.trainer.rounds.TrainingSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** A {@link HistoryFunction} without a cluster around it. */
final class HistoryHarness implements AutoCloseable {
  static final Duration TTL = Duration.ofDays(30);

  private final KeyedTwoInputStreamOperatorTestHarness<String, Play, TrainingSignal, HistoryUpsert>
      harness;
  private long checkpoint;

  HistoryHarness(Path store, int recentPlays, OperatorSubtaskState restored) throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new HistoryFunction(store, TTL, recentPlays), List.of(HistoryFunction.SIGNALS)),
            play -> play.userId,
            null,
            Types.STRING);
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
  }

  void play(PlayEvent event) throws Exception {
    harness.processElement1(Play.of(event), 0);
  }

  void play(Iterable<PlayEvent> events) throws Exception {
    for (PlayEvent event : events) {
      play(event);
    }
  }

  void erase(String userId) throws Exception {
    harness.processElement1(Play.erasureOf(userId), 0);
  }

  ShardReady signal(long round) throws Exception {
    TrainingSignal signal = new TrainingSignal();
    signal.round = round;
    harness.processElement2(signal, 0);
    ConcurrentLinkedQueue<StreamRecord<ShardReady>> out =
        harness.getSideOutput(HistoryFunction.SHARDS);
    return new ArrayList<>(out).get(out.size() - 1).getValue();
  }

  void forward(Duration time) throws Exception {
    harness.setStateTtlProcessingTime(time.toMillis());
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(++checkpoint, 0);
  }

  int upserts() {
    return harness.extractOutputValues().size();
  }

  /** The newest upsert of each listener and track. */
  Map<List<String>, HistoryUpsert> latest() {
    Map<List<String>, HistoryUpsert> latest = new HashMap<>();
    harness.extractOutputValues().forEach(u -> latest.put(List.of(u.userId, u.trackId), u));
    return latest;
  }

  @Override
  public void close() {
    try {
      harness.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
