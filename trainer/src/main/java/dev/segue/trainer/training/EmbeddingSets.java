// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrackVectors;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of an embeddings topic by revision, and the choice of the one to train with. While a
 * backbone's revision changes, the topic holds records of both; vectors of two revisions are never
 * trained on together. Of a track that both revisions have, both vectors are kept as long as the
 * topic's compaction has not removed the older record.
 */
final class EmbeddingSets {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingSets.class);

  /**
   * The share of the tracks from which an older set counts as whole: a few records of another
   * revision, written by hand or by a platform, must not keep a model from training.
   */
  private static final double WHOLE = 0.9;

  private final Map<String, Map<String, float[]>> sets = new TreeMap<>();
  private final Set<String> unusable = new HashSet<>();
  private String newest;
  private long newestAt = Long.MIN_VALUE;

  /** Takes a record; those of one track must come in the order of the topic. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String trackId = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      forget(trackId);
      return;
    }
    try {
      TrackEmbedding embedding = Serdes.TRACK_EMBEDDING.fromBytes(record.value());
      if (!trackId.equals(embedding.getTrackId())) {
        throw new IllegalArgumentException("it is of the track " + embedding.getTrackId());
      }
      put(trackId, embedding, record.timestamp());
    } catch (RuntimeException e) {
      // Its newest record counts: an older vector would be gone after the next compaction.
      forget(trackId);
      unusable.add(trackId);
      LOG.warn(
          "the embedding of {} at partition {} offset {} is left out: {}",
          trackId,
          record.partition(),
          record.offset(),
          e.getMessage());
    }
  }

  private void put(String trackId, TrackEmbedding embedding, long timestamp) {
    float[] vector = Vectors.decode(embedding);
    String revision = Vectors.revision(embedding);
    sets.computeIfAbsent(revision, any -> new HashMap<>()).put(trackId, vector);
    unusable.remove(trackId);
    if (timestamp >= newestAt) {
      newestAt = timestamp;
      newest = revision;
    }
  }

  private void forget(String trackId) {
    sets.values().forEach(set -> set.remove(trackId));
    unusable.remove(trackId);
  }

  /** How many revisions have a vector. */
  int revisions() {
    return (int) sets.values().stream().filter(set -> !set.isEmpty()).count();
  }

  /**
   * The newest revision that every track has; else an older one that they all have; no vectors if
   * nothing usable was heard yet.
   *
   * @param hasAudio whether a track of the catalogue can be heard. Where the newest revision comes
   *     from hearing, only those tracks are waited for
   * @throws IOException if a change of the revision is not complete; says how far it is
   */
  ContentSet choose(String backbone, Predicate<String> hasAudio) throws IOException {
    sets.values().removeIf(Map::isEmpty);
    if (sets.isEmpty()) {
      return new ContentSet("", TrackVectors.NONE, unusable.size());
    }
    Set<String> tracks = new HashSet<>();
    sets.values().forEach(set -> tracks.addAll(set.keySet()));
    Map<String, float[]> next = sets.getOrDefault(newest, Map.of());
    boolean heard = next.keySet().stream().anyMatch(hasAudio);
    Set<String> awaited = new HashSet<>(tracks);
    awaited.removeIf(track -> heard && !hasAudio.test(track));
    long there = covered(next, awaited);
    if (there == awaited.size() && !next.isEmpty()) {
      return set(newest, tracks);
    }
    Optional<String> older =
        sets.keySet().stream()
            .filter(revision -> !revision.equals(newest))
            .max(Comparator.comparingLong(revision -> covered(sets.get(revision), awaited)))
            .filter(revision -> covered(sets.get(revision), awaited) >= WHOLE * awaited.size());
    if (older.isPresent()) {
      LOG.info(
          "trains with the embeddings of revision {}: {} of {} tracks have revision {}",
          older.get(),
          there,
          awaited.size(),
          newest);
      return set(older.get(), tracks);
    }
    throw new IOException(
        ("waits for the embeddings of revision %s of the backbone %s: %d of %d tracks have them;"
                + " the active release stays. The embedder's health says how far it is")
            .formatted(newest, backbone, there, awaited.size()));
  }

  private static long covered(Map<String, float[]> set, Set<String> tracks) {
    return tracks.stream().filter(set::containsKey).count();
  }

  private ContentSet set(String revision, Set<String> tracks) {
    Map<String, float[]> vectors = sets.get(revision);
    int others = tracks.size() - vectors.size();
    if (others + unusable.size() > 0) {
      LOG.warn(
          "{} tracks are left out of the content: {} have no usable embedding, {} none of revision"
              + " {}",
          others + unusable.size(),
          unusable.size(),
          others,
          revision);
    }
    int dimension = vectors.values().iterator().next().length;
    return new ContentSet(revision, new TrackVectors(dimension, vectors), others + unusable.size());
  }
}
