// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Follows what one backbone heard. The store holds each track's newest record and, while the
 * revision changes, the one that serves. A track whose newest record cannot be used has no vector:
 * after the topic's compaction nobody would know an older one.
 */
final class EmbeddingsProcessor extends GlobalProcessor {
  /** No track's id holds U+0000. */
  private static final String MEMORY = "\u0000revisions";

  private final ActiveModels models;
  private final ContentIndex index;
  private final String backbone;
  private final Changes changes;
  private List<String> memory = List.of();

  EmbeddingsProcessor(
      String backbone,
      Shared shared,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.embeddings(backbone), deadLetters, sender);
    this.backbone = backbone;
    this.models = shared.models();
    this.index = shared.content().get(backbone);
    this.changes = shared.changes();
  }

  @Override
  void apply(String trackId, byte[] value, long learnedAt) {
    if (changed(trackId, value, learnedAt)) {
      changes.add(trackId);
    }
  }

  private boolean changed(String trackId, byte[] value, long learnedAt) {
    if (value == null) {
      return models.forget(backbone, trackId, learnedAt);
    }
    TrackEmbedding embedding = Serdes.TRACK_EMBEDDING.fromBytes(value);
    requireKey(trackId, embedding.getTrackId());
    float[] vector = Vectors.decode(embedding);
    return models.embed(backbone, trackId, Vectors.revision(embedding), vector, learnedAt);
  }

  @Override
  void restore(KeyValueStore<String, byte[]> store) {
    byte[] kept = store.get(MEMORY);
    if (kept != null) {
      memory = List.of(new String(Stamped.of(kept).value(), StandardCharsets.UTF_8).split("\n"));
      index.remember(memory);
    }
    super.restore(store);
  }

  @Override
  void reapply(String trackId, byte[] value, long learnedAt) {
    if (trackId.equals(MEMORY)) {
      return;
    }
    if (value == null) {
      apply(trackId, null, learnedAt);
    }
    StoredVectors.split(value).forEach(record -> apply(trackId, record, learnedAt));
  }

  @Override
  boolean isNewest(byte[] stored, byte[] value) {
    List<byte[]> records = StoredVectors.split(stored);
    byte[] newest = records.isEmpty() ? null : records.get(records.size() - 1);
    return Arrays.equals(newest, value);
  }

  @Override
  byte[] merge(byte[] stored, byte[] value) {
    if (value == null) {
      return null;
    }
    String revision = revision(value);
    List<byte[]> records = new ArrayList<>();
    for (byte[] record : StoredVectors.split(stored)) {
      String earlier = revision(record);
      if (index.keeps(earlier) && !earlier.equals(revision)) {
        records.add(record);
      }
    }
    records.add(value);
    return StoredVectors.join(records);
  }

  @Override
  void refused(KeyValueStore<String, byte[]> store, String trackId, long now) {
    apply(trackId, null, now);
    store.put(trackId, new Stamped(now, null).toBytes());
  }

  @Override
  void processed(KeyValueStore<String, byte[]> store, long now) {
    List<String> current = index.memory();
    if (!current.isEmpty() && !current.equals(memory)) {
      byte[] text = String.join("\n", current).getBytes(StandardCharsets.UTF_8);
      store.put(MEMORY, new Stamped(now, text).toBytes());
      memory = current;
    }
  }

  private static String revision(byte[] record) {
    return Vectors.revision(Serdes.TRACK_EMBEDDING.fromBytes(record));
  }
}
