// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import dev.segue.trainer.histories.HistoryFunction;
import dev.segue.trainer.histories.HistoryUpsert;
import dev.segue.trainer.plays.DecodePlays;
import dev.segue.trainer.plays.Play;
import dev.segue.trainer.plays.RawRecord;
import dev.segue.trainer.plays.Refused;
import dev.segue.trainer.rounds.DecodeEvents;
import dev.segue.trainer.rounds.RoundCollector;
import dev.segue.trainer.rounds.TrainingSignal;
import dev.segue.trainer.rounds.TrainingTask;
import dev.segue.trainer.rounds.TrainingTrigger;
import dev.segue.trainer.rounds.TriggerEvent;
import dev.segue.trainer.training.AsyncTrainer;
import dev.segue.trainer.training.OutgoingRecord;
import dev.segue.trainer.training.TrainingPlan;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.rocksdb.CompactionStyle;

/**
 * The Flink job: plays become histories, histories become models.
 *
 * <pre>
 * plays ─ decode ─ histories ──────────────────────────── user-histories
 *            │         ▲ └ shards ─ collect ─ train ─────── model-releases, training-reports
 * requests ──┴─ trigger ┘
 * </pre>
 */
public final class TrainerJob {
  /** What the job is called in Flink. */
  public static final String NAME = "segue-trainer";

  private static final String TRAINING_SLOTS = "training";
  private static final String DEFAULT_SLOTS = "default";
  // Far above the algorithms of one round, so that the trainer never holds back the plays.
  private static final int TRAINING_CAPACITY = 256;
  // Flink's limit counts the time in the queue, and exceeding it fails the job. The trainer keeps
  // its own limit; this one must never be reached.
  private static final Duration NO_LIMIT = Duration.ofDays(3650);
  private static final long BUFFER_TIMEOUT_MS = 20;
  private static final int TOLERABLE_CHECKPOINT_FAILURES = 10;
  // The trigger hears of plays this often at least; exact for small values of trainer.plays.
  private static final long COUNT_EVERY = 1000;

  private final TrainerSettings settings;
  private final Connectors connectors;
  private final TrainingPlan plan;
  private final ObjectStore store;
  private final StreamExecutionEnvironment env;

  private TrainerJob(
      StreamExecutionEnvironment env,
      TrainerSettings settings,
      Connectors connectors,
      TrainingPlan plan,
      ObjectStore store) {
    this.env = env;
    this.settings = settings;
    this.connectors = connectors;
    this.plan = plan;
    this.store = store;
  }

  /**
   * Adds the job to an environment, with the settings it relies on: RocksDB state, incremental
   * checkpoints that outlive the job, no generic types.
   *
   * @param shared the object store; a folder that all task managers share
   */
  public static void build(
      StreamExecutionEnvironment env,
      TrainerSettings settings,
      KafkaSettings kafka,
      Topics topics,
      ObjectStore shared) {
    ObjectStore store = shared.under(topics.objectFolder());
    configure(env, settings);
    new TrainerJob(
            env,
            settings,
            new Connectors(kafka, topics),
            TrainingPlan.of(settings, kafka, topics, store),
            store)
        .build();
  }

  /** The consumer group of the sources; its offsets on the plays tell what is counted. */
  public static String consumerGroup(Topics topics) {
    return topics.prefix() + "-trainer";
  }

  private static void configure(StreamExecutionEnvironment env, TrainerSettings settings) {
    Configuration c = new Configuration();
    c.set(PipelineOptions.NAME, NAME);
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    // Most event ids are new: the filter answers without a look at the files.
    c.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    // A lookup then loads the part of a filter that it needs, not a megabyte.
    c.set(RocksDBOptions.USE_PARTITIONED_INDEX_FILTERS, true);
    // Each checkpoint flushes a small file. Levelled compaction rewrites the whole first level for
    // every four of them; after a million plays it took more time than the plays.
    c.set(RocksDBConfigurableOptions.COMPACTION_STYLE, CompactionStyle.UNIVERSAL);
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    c.set(
        CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
        settings.checkpointInterval().dividedBy(2));
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_CHECKPOINT_FAILURES);
    c.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    env.configure(c);
    env.setParallelism(settings.parallelism());
    env.setBufferTimeout(BUFFER_TIMEOUT_MS);
    // No function keeps or changes an element it was given.
    env.getConfig().enableObjectReuse();
  }

  private void build() {
    SingleOutputStreamOperator<Play> plays =
        named(connectors.plays(env).process(connectors.decodePlays(countEvery())), "decode-plays");
    SingleOutputStreamOperator<TriggerEvent> requests =
        events(connectors.trainingRequests(env), DecodeEvents.requests(), "decode-requests");
    SingleOutputStreamOperator<TriggerEvent> reports =
        events(connectors.trainingReports(env), DecodeEvents.reports(), "decode-reports");

    SingleOutputStreamOperator<HistoryUpsert> histories =
        histories(plays, signals(plays, requests, reports));
    named(histories.sinkTo(connectors.histories()), "user-histories");
    named(outgoing(histories).sinkTo(connectors.outgoing()).setParallelism(1), "releases")
        .slotSharingGroup(DEFAULT_SLOTS);
    named(refused(plays, requests, reports).sinkTo(connectors.deadLetters()), "dead-letters");
  }

  private long countEvery() {
    long share = settings.plays() / (2L * settings.parallelism());
    return settings.plays() == 0 ? COUNT_EVERY : Math.max(1, Math.min(COUNT_EVERY, share));
  }

  private static SingleOutputStreamOperator<TriggerEvent> events(
      DataStream<RawRecord> records, DecodeEvents decode, String name) {
    return named(records.process(decode).setParallelism(1), name);
  }

  private DataStream<TrainingSignal> signals(
      SingleOutputStreamOperator<Play> plays,
      DataStream<TriggerEvent> requests,
      DataStream<TriggerEvent> reports) {
    DataStream<TriggerEvent> counted =
        named(
            plays
                .getSideOutput(DecodePlays.COUNTED)
                .map(TriggerEvent::plays)
                .returns(Types.POJO(TriggerEvent.class)),
            "count-plays");
    TrainingTrigger trigger =
        new TrainingTrigger(
            settings.algorithms(),
            settings.interval(),
            settings.plays(),
            settings.trainingTimeout());
    return named(
        counted
            .union(requests, reports)
            .keyBy(event -> 0, Types.INT)
            .process(trigger)
            .setParallelism(1),
        "training-trigger");
  }

  private SingleOutputStreamOperator<HistoryUpsert> histories(
      DataStream<Play> plays, DataStream<TrainingSignal> signals) {
    return named(
        plays
            .keyBy(play -> play.userId, Types.STRING)
            .connect(signals.broadcast(HistoryFunction.SIGNALS))
            .process(
                new HistoryFunction(store.root(), settings.dedupeTtl(), settings.recentPlays())),
        "histories");
  }

  private DataStream<OutgoingRecord> outgoing(SingleOutputStreamOperator<HistoryUpsert> histories) {
    DataStream<TrainingTask> tasks =
        named(
            histories
                .getSideOutput(HistoryFunction.SHARDS)
                .keyBy(shard -> shard.signal.round, Types.LONG)
                .process(new RoundCollector())
                .setParallelism(1),
            "round-collector");
    return named(
            AsyncDataStream.unorderedWait(
                    tasks,
                    new AsyncTrainer(plan),
                    NO_LIMIT.toMillis(),
                    TimeUnit.MILLISECONDS,
                    TRAINING_CAPACITY)
                .setParallelism(1),
            "training")
        .slotSharingGroup(TRAINING_SLOTS);
  }

  private static DataStream<Refused> refused(
      SingleOutputStreamOperator<Play> plays,
      SingleOutputStreamOperator<TriggerEvent> requests,
      SingleOutputStreamOperator<TriggerEvent> reports) {
    return plays
        .getSideOutput(DecodePlays.REFUSED)
        .union(
            requests.getSideOutput(DecodePlays.REFUSED),
            reports.getSideOutput(DecodePlays.REFUSED));
  }

  /** A checkpoint finds an operator's state by its uid. */
  private static <T> SingleOutputStreamOperator<T> named(
      SingleOutputStreamOperator<T> operator, String name) {
    return operator.uid(name).name(name);
  }

  private static <T> DataStreamSink<T> named(DataStreamSink<T> sink, String name) {
    return sink.uid(name).name(name);
  }
}
