// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Recommendations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Marks the listener of every history entry, and makes marked lists anew on a clock tick. One
 * instance for each task.
 */
final class ListsProcessor extends ContextualProcessor<String, byte[], Object, Object> {
  static final Duration TICK = Duration.ofMillis(20);

  private final ServingSettings settings;
  private final Shared shared;
  private final DeadLetterSender deadLetters;
  private final Meters meters;
  private Pending pending;
  private ListsTask task;

  ListsProcessor(
      ServingSettings settings, Shared shared, DeadLetterSender deadLetters, Meters meters) {
    this.settings = settings;
    this.shared = shared;
    this.deadLetters = deadLetters;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    super.init(context);
    TaskStores stores = TaskStores.of(context);
    long now = context.currentSystemTimeMs();
    pending =
        new Pending(
            stores.pending(), settings.debounce().toMillis(), settings.maxDelay().toMillis(), now);
    Recomputer recomputer =
        new Recomputer(
            stores,
            shared.catalogue(),
            new ListMaker(settings.reasons()),
            settings.k(),
            meters,
            this::emit);
    task =
        new ListsTask(
            shared,
            stores,
            pending,
            recomputer,
            new CatalogueWatch(shared, stores, settings.k(), now),
            settings.batch());
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, task::tick);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    long now = context().currentSystemTimeMs();
    try {
      if (record.value() == null) {
        pending.mark(HistoryKey.parse(record.key()).userId(), "", now);
      } else {
        HistoryEntry entry = HistoryReader.decode(record.key(), record.value());
        String event = entry.getLastEventId();
        pending.mark(entry.getUserId(), event == null ? "" : "play:" + event, now);
      }
      meters.historyEntry(now - record.timestamp());
      task.arrived();
    } catch (RuntimeException e) {
      deadLetters.refuse(raw(record), context().recordMetadata(), e, this::forward);
    }
  }

  private void emit(String userId, Recommendations list) {
    Record<Object, Object> record = new Record<>(userId, list, context().currentSystemTimeMs());
    context().forward(record, ServingTopology.RECOMMENDATIONS_SINK);
  }

  private void forward(ProducerRecord<byte[], byte[]> letter) {
    Record<Object, Object> record =
        new Record<>(
            letter.key(), letter.value(), context().currentSystemTimeMs(), letter.headers());
    context().forward(record, ServingTopology.DEAD_LETTERS_SINK);
  }

  private static Record<byte[], byte[]> raw(Record<String, byte[]> record) {
    byte[] key = record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8);
    return record.withKey(key);
  }
}
