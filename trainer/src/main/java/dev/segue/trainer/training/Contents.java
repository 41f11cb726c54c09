// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the content vectors of the catalogue. */
@FunctionalInterface
interface Contents {
  /**
   * The vectors as they are now.
   *
   * @throws IOException if there are none
   */
  TrackVectors read() throws IOException, InterruptedException;

  /** The newest vector of each track in the embeddings topic; tracks taken down are left out. */
  static Contents inTopic(TrainingPlan plan) {
    return () -> {
      Map<String, float[]> vectors = new HashMap<>();
      TopicReader.uncommitted(plan.consumer())
          .read(plan.embeddings(), record -> keep(record, vectors));
      if (vectors.isEmpty()) {
        throw new IOException(
            "no track has an embedding of the backbone "
                + plan.backbone()
                + " yet; run the embedder, or set trainer.backbone");
      }
      return ofOneDimension(vectors);
    };
  }

  private static void keep(ConsumerRecord<byte[], byte[]> record, Map<String, float[]> vectors) {
    if (record.key() == null) {
      return;
    }
    String trackId = new String(record.key(), StandardCharsets.UTF_8);
    try {
      TrackEmbedding embedding = Serdes.TRACK_EMBEDDING.fromBytes(record.value());
      if (embedding == null) {
        vectors.remove(trackId);
      } else {
        vectors.put(trackId, Vectors.decode(embedding));
      }
    } catch (RuntimeException e) {
      Logger log = LoggerFactory.getLogger(Contents.class);
      log.warn("embedding of {} at offset {} is passed over", trackId, record.offset(), e);
    }
  }

  /** While a new revision of a backbone moves in, vectors of both may be there: the more win. */
  private static TrackVectors ofOneDimension(Map<String, float[]> vectors) {
    int dimension = mostFrequent(vectors.values());
    int all = vectors.size();
    vectors.values().removeIf(vector -> vector.length != dimension);
    if (vectors.size() < all) {
      LoggerFactory.getLogger(Contents.class)
          .warn("{} embeddings do not have {} values: left out", all - vectors.size(), dimension);
    }
    return new TrackVectors(dimension, vectors);
  }

  private static int mostFrequent(Collection<float[]> vectors) {
    Map<Integer, Integer> counts = new TreeMap<>();
    vectors.forEach(vector -> counts.merge(vector.length, 1, Integer::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
