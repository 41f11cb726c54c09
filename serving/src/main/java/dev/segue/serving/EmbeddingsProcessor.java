// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Follows what one backbone heard. */
final class EmbeddingsProcessor extends GlobalProcessor {
  private final String backbone;
  private final ActiveModels models;
  private final Changes changes;

  EmbeddingsProcessor(
      String backbone,
      ActiveModels models,
      Changes changes,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.embeddings(backbone), deadLetters, sender);
    this.backbone = backbone;
    this.models = models;
    this.changes = changes;
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
    return models.embed(backbone, trackId, Vectors.decode(embedding), learnedAt);
  }
}
