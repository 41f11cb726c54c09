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
  private final ActiveModel model;
  private final Changes changes;

  EmbeddingsProcessor(
      String backbone,
      ActiveModel model,
      Changes changes,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.embeddings(backbone), deadLetters, sender);
    this.backbone = backbone;
    this.model = model;
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
      return model.forget(backbone, trackId, learnedAt);
    }
    TrackEmbedding embedding = Serdes.TRACK_EMBEDDING.fromBytes(value);
    requireKey(trackId, embedding.getTrackId());
    return model.embed(backbone, trackId, Vectors.decode(embedding), learnedAt);
  }
}
