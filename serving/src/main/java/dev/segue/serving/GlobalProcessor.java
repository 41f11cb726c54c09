// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a global store of {@link Stamped} values and the objects in memory that follow it.
 *
 * <p>Kafka Streams makes one instance to catch up with the topic and another for live records, and
 * reads again what came after the last checkpoint. So {@link #init} applies all that the store
 * holds, and applying anything twice changes nothing.
 */
abstract class GlobalProcessor extends ContextualProcessor<byte[], byte[], Void, Void> {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalProcessor.class);

  private final String storeName;
  private final DeadLetterSender deadLetters;
  private final Consumer<ProducerRecord<byte[], byte[]>> sender;
  private KeyValueStore<String, byte[]> store;

  /**
   * Keeps this store.
   *
   * @param sender takes dead letters; a global processor cannot forward
   */
  GlobalProcessor(
      String storeName,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    this.storeName = storeName;
    this.deadLetters = deadLetters;
    this.sender = sender;
  }

  /**
   * Applies a record; the value is null for a tombstone.
   *
   * @throws RuntimeException if the record cannot be used; nothing was changed then
   */
  abstract void apply(String key, byte[] value, long learnedAt);

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    store = context.getStateStore(storeName);
    restore(store);
  }

  /** Applies all that the store holds. */
  void restore(KeyValueStore<String, byte[]> store) {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        reapply(entry.key, Stamped.of(entry.value));
      }
    }
  }

  private void reapply(String key, Stamped stamped) {
    try {
      reapply(key, stamped.value(), stamped.learnedAt());
    } catch (RuntimeException e) {
      // It was usable when it came; what changed is the software or its settings.
      LOG.warn("cannot use a record kept in the store {}: {}", storeName, e.getMessage());
    }
  }

  /** Applies a value of the store. */
  void reapply(String key, byte[] value, long learnedAt) {
    apply(key, value, learnedAt);
  }

  /** Whether a record says what the store's value says already. */
  boolean isNewest(byte[] stored, byte[] value) {
    return Arrays.equals(stored, value);
  }

  /** What the store keeps after a record; what it held before is null if there was nothing. */
  byte[] merge(byte[] stored, byte[] value) {
    return value;
  }

  /** A record of this key was refused; by default what came before it stays. */
  void refused(KeyValueStore<String, byte[]> store, String key, long now) {}

  /** A record took the place of a value of the store; each may be null. */
  void replaced(byte[] stored, byte[] value) {}

  /** A record was dealt with. */
  void processed(KeyValueStore<String, byte[]> store, long now) {}

  @Override
  public void process(Record<byte[], byte[]> record) {
    try {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      Ids.problem("the key", key)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
      process(key, record);
    } catch (RuntimeException e) {
      deadLetters.refuse(record, context().recordMetadata(), e, sender);
    }
  }

  private void process(String key, Record<byte[], byte[]> record) {
    long now = context().currentSystemTimeMs();
    byte[] before = store.get(key);
    byte[] stored = before == null ? null : Stamped.of(before).value();
    if (before != null && isNewest(stored, record.value())) {
      return;
    }
    try {
      apply(key, record.value(), now);
      store.put(key, new Stamped(now, merge(stored, record.value())).toBytes());
      replaced(stored, record.value());
    } catch (RuntimeException e) {
      refused(store, key, now);
      throw e;
    } finally {
      processed(store, now);
    }
  }

  /**
   * Checks that a record's id is its key.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void requireKey(String key, String id) {
    if (!key.equals(id)) {
      throw new IllegalArgumentException(
          "the key is '" + key + "' but the record is of '" + id + "'");
    }
  }
}
