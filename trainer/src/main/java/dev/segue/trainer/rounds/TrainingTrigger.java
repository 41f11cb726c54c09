// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import dev.segue.trainer.plays.DecodePlays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a round begins: on a request, after an interval, after a number of new plays. One
 * round runs at a time; requests wait in order, the schedule has at most one round waiting. All
 * events have one and the same key.
 */
public final class TrainingTrigger
    extends KeyedProcessFunction<Integer, TriggerEvent, TrainingSignal> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TrainingTrigger.class);
  // As long as the requests topic keeps them.
  private static final Duration REMEMBER_REQUESTS = Duration.ofDays(7);
  // The newest plays may still be uncounted for this long.
  private static final long COUNT_LAG_MS = 2 * DecodePlays.COUNT_PERIOD_MS;

  private final String[] algorithms;
  private final long intervalMs;
  private final long plays;
  private final long timeoutMs;
  private transient ValueState<TriggerState> memory;
  private transient ListState<TriggerEvent> waiting;
  private transient MapState<String, Boolean> requestIds;

  /**
   * Triggers rounds.
   *
   * @param algorithms of a round that names none
   * @param interval zero: no rounds by time
   * @param plays 0: no rounds by number of plays
   * @param timeout of one algorithm; a round without all its reports is given up some time after
   */
  public TrainingTrigger(List<String> algorithms, Duration interval, long plays, Duration timeout) {
    this.algorithms = algorithms.toArray(String[]::new);
    this.intervalMs = interval.toMillis();
    this.plays = plays;
    this.timeoutMs = timeout.toMillis();
  }

  @Override
  public void open(OpenContext context) {
    memory =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("trigger", Types.POJO(TriggerState.class)));
    waiting =
        getRuntimeContext()
            .getListState(new ListStateDescriptor<>("waiting", Types.POJO(TriggerEvent.class)));
    MapStateDescriptor<String, Boolean> ids =
        new MapStateDescriptor<>("request-ids", Types.STRING, Types.BOOLEAN);
    ids.enableTimeToLive(StateTtlConfig.newBuilder(REMEMBER_REQUESTS).build());
    requestIds = getRuntimeContext().getMapState(ids);
  }

  @Override
  public void processElement(TriggerEvent event, Context context, Collector<TrainingSignal> out)
      throws Exception {
    TriggerState state = state();
    keepInterval(state, context);
    switch (event.kind) {
      case PLAYS -> counted(state, event.plays, now(context));
      case REQUEST -> requested(event);
      case REPORT -> reported(state, event);
    }
    beginNext(state, context, out);
    memory.update(state);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<TrainingSignal> out)
      throws Exception {
    TriggerState state = state();
    if (state.missing.length > 0 && now(context) >= state.deadline) {
      LOG.warn("round {} is given up: no report of {}", state.round, state.missing);
      state.missing = new String[0];
    }
    if (state.intervalEnds > 0 && now(context) >= state.intervalEnds) {
      state.intervalEnds = 0;
      state.due |= intervalMs > 0 && state.newPlays > 0;
      keepInterval(state, context);
    }
    beginNext(state, context, out);
    memory.update(state);
  }

  private TriggerState state() throws Exception {
    TriggerState state = memory.value();
    return state == null ? new TriggerState() : state;
  }

  /** Sets the timer if none runs, or if the interval was made shorter since. */
  private void keepInterval(TriggerState state, Context context) {
    long ends = now(context) + intervalMs;
    if (intervalMs > 0 && (state.intervalEnds == 0 || state.intervalEnds > ends)) {
      state.intervalEnds = ends;
      context.timerService().registerProcessingTimeTimer(ends);
    }
  }

  private void counted(TriggerState state, long count, long now) {
    state.newPlays += count;
    state.countedAt = now;
    state.due |= plays > 0 && state.newPlays >= plays;
  }

  private void requested(TriggerEvent request) throws Exception {
    if (requestIds.contains(request.requestId)) {
      LOG.info("request {} was seen before; no second round", request.requestId);
      return;
    }
    requestIds.put(request.requestId, true);
    waiting.add(request);
  }

  private static void reported(TriggerState state, TriggerEvent report) {
    if (report.round == state.round) {
      state.missing =
          Arrays.stream(state.missing)
              .filter(algorithm -> !algorithm.equals(report.algorithm))
              .toArray(String[]::new);
    }
  }

  private void beginNext(TriggerState state, Context context, Collector<TrainingSignal> out)
      throws Exception {
    if (state.missing.length > 0) {
      return;
    }
    List<TriggerEvent> requests = new ArrayList<>();
    waiting.get().forEach(requests::add);
    TrainingSignal signal = new TrainingSignal();
    signal.algorithms = algorithms;
    if (!requests.isEmpty()) {
      TriggerEvent request = requests.remove(0);
      waiting.update(requests);
      signal.requestId = request.requestId;
      signal.skipGate = request.skipGate;
      signal.algorithms = request.algorithms.length > 0 ? request.algorithms : algorithms;
    } else if (!state.due) {
      return;
    }
    begin(state, signal, context);
    out.collect(signal);
  }

  private void begin(TriggerState state, TrainingSignal signal, Context context) {
    long now = now(context);
    if (Arrays.equals(signal.algorithms, algorithms)) {
      state.due = false;
      state.newPlays = now - state.countedAt < COUNT_LAG_MS ? 1 : 0;
    }
    state.round++;
    state.missing = signal.algorithms;
    state.deadline = now + timeoutMs * (signal.algorithms.length + 1);
    context.timerService().registerProcessingTimeTimer(state.deadline);
    signal.round = state.round;
    LOG.info("round {} begins: {}", state.round, String.join(", ", signal.algorithms));
  }

  private static long now(Context context) {
    return context.timerService().currentProcessingTime();
  }
}
