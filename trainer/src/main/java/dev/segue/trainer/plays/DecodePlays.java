// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

import dev.segue.schemas.Ids;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import dev.segue.schemas.Serdes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Reads play events; what cannot be used goes to {@link #REFUSED} with its reason. A tombstone
 * erases the listener that its key names. Commits the offsets of the consumer group with each
 * checkpoint.
 */
public final class DecodePlays extends ProcessFunction<RawRecord, Play>
    implements CheckpointedFunction, CheckpointListener {
  /** Records that are no usable plays. */
  public static final OutputTag<Refused> REFUSED =
      new OutputTag<>("refused", Types.POJO(Refused.class));

  /** How many plays came since the last such number, now and then. */
  public static final OutputTag<Long> COUNTED = new OutputTag<>("counted", Types.LONG);

  /** The longest time between two numbers while plays come, ms. */
  public static final long COUNT_PERIOD_MS = 1000;

  private static final long serialVersionUID = 1L;
  private final long countEvery;
  private final String group;
  private final HashMap<String, Object> admin;
  private transient long uncounted;
  private transient long countedAt;
  private transient CountedOffsets offsets;
  private transient Counter used;
  private transient Counter refused;
  private transient Counter erasures;

  /**
   * Decodes and counts.
   *
   * @param countEvery the most plays between two numbers on {@link #COUNTED}
   * @param group the consumer group whose offsets are committed
   * @param admin properties of a Kafka admin client
   */
  public DecodePlays(long countEvery, String group, Map<String, Object> admin) {
    this.countEvery = countEvery;
    this.group = group;
    this.admin = new HashMap<>(admin);
  }

  @Override
  public void open(OpenContext context) {
    offsets = new CountedOffsets(Admin.create(admin), group);
    used = getRuntimeContext().getMetricGroup().counter("playsUsed");
    refused = getRuntimeContext().getMetricGroup().counter("playsRefused");
    erasures = getRuntimeContext().getMetricGroup().counter("listenersErased");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<Play> out) {
    offsets.passed(record);
    if (record.value == null) {
      erase(record, context, out);
      return;
    }
    PlayEvent event;
    try {
      event = Serdes.PLAY_EVENT.fromBytes(record.value);
    } catch (SerializationException e) {
      refuse(record, e.getClass().getName(), e.getMessage(), context);
      return;
    }
    Optional<String> problem = problem(event, record.key, now(context));
    if (problem.isPresent()) {
      refuse(record, IllegalArgumentException.class.getName(), problem.get(), context);
      return;
    }
    used.inc();
    out.collect(Play.of(event));
    count(context);
  }

  private void erase(RawRecord record, Context context, Collector<Play> out) {
    String userId = record.key == null ? null : new String(record.key, StandardCharsets.UTF_8);
    Optional<String> problem =
        Ids.problem("the key of a tombstone (the userId of the listener to erase)", userId)
            .or(() -> keyProblem(record.key, userId));
    if (problem.isPresent()) {
      refuse(record, IllegalArgumentException.class.getName(), problem.get(), context);
      return;
    }
    erasures.inc();
    out.collect(Play.erasureOf(userId));
  }

  private static Optional<String> problem(PlayEvent event, byte[] key, Instant now) {
    return Plays.problem(event, now).or(() -> keyProblem(key, event.getUserId()));
  }

  /** A foreign key would have sent the plays of one listener to several partitions. */
  private static Optional<String> keyProblem(byte[] key, String userId) {
    return key == null || Arrays.equals(key, userId.getBytes(StandardCharsets.UTF_8))
        ? Optional.empty()
        : Optional.of("the record's key is not the UTF-8 of its userId");
  }

  private void refuse(RawRecord record, String exception, String message, Context context) {
    refused.inc();
    context.output(REFUSED, new Refused(record, exception, message));
  }

  private void count(Context context) {
    uncounted++;
    long now = now(context).toEpochMilli();
    if (uncounted >= countEvery || now - countedAt >= COUNT_PERIOD_MS) {
      context.output(COUNTED, uncounted);
      uncounted = 0;
      countedAt = now;
    }
  }

  private static Instant now(Context context) {
    return Instant.ofEpochMilli(context.timerService().currentProcessingTime());
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    // Nothing of its own: the source's state holds the offsets that count.
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    offsets.snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    offsets.complete(checkpoint);
  }

  @Override
  public void close() {
    if (offsets != null) {
      offsets.close();
    }
  }
}
