// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.TrackVectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Everything one backbone heard, so that a model can be loaded at any time. Thread-safe.
 *
 * <p>Revisions count its changes; what changed while a model was being loaded is caught up with.
 */
final class ContentIndex {
  private final Map<String, Entry> entries = new HashMap<>();
  private int dimension;
  private long revision;

  /** The vector is null where an embedding was withdrawn. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  private record Entry(float[] vector, long learnedAt, long revision) {}

  /** All vectors, and the revision they stand for. */
  record Snapshot(TrackVectors vectors, long revision) {}

  /**
   * Adds a track's vector or replaces it.
   *
   * @return whether that changed anything
   * @throws IllegalArgumentException if the dimension is not that of the vectors before
   */
  synchronized boolean put(String trackId, float[] vector, long learnedAt) {
    Entry known = entries.get(trackId);
    if (known != null && Arrays.equals(known.vector(), vector)) {
      return false;
    }
    if (dimension != 0 && vector.length != dimension) {
      throw new IllegalArgumentException(
          "the embedding of %s has %d values where those before it have %d; publish embeddings of"
                  .formatted(trackId, vector.length, dimension)
              + " another dimension under another backbone name");
    }
    dimension = vector.length;
    entries.put(trackId, new Entry(vector, learnedAt, ++revision));
    return true;
  }

  /** Withdraws a track's vector; returns whether there was one. */
  synchronized boolean remove(String trackId, long learnedAt) {
    Entry known = entries.get(trackId);
    if (known == null || known.vector() == null) {
      return false;
    }
    entries.put(trackId, new Entry(null, learnedAt, ++revision));
    return true;
  }

  synchronized Snapshot snapshot() {
    Map<String, float[]> vectors = new HashMap<>();
    entries.forEach(
        (trackId, entry) -> {
          if (entry.vector() != null) {
            vectors.put(trackId, entry.vector());
          }
        });
    return new Snapshot(new TrackVectors(vectors.isEmpty() ? 0 : dimension, vectors), revision);
  }

  /** Brings a model that knows an earlier revision up to date. */
  synchronized void catchUp(ContentRecommender model, long since) {
    entries.forEach(
        (trackId, entry) -> {
          if (entry.revision() <= since) {
            return;
          }
          if (entry.vector() == null) {
            model.remove(trackId);
          } else {
            model.upsert(trackId, entry.vector());
          }
        });
  }

  /** Names the tracks whose vectors came, changed or went at this time or later. */
  synchronized void changedSince(long time, Consumer<String> tracks) {
    entries.forEach(
        (trackId, entry) -> {
          if (entry.learnedAt() >= time) {
            tracks.accept(trackId);
          }
        });
  }

  /** Grows with every change. */
  synchronized long revision() {
    return revision;
  }

  synchronized int size() {
    return (int) entries.values().stream().filter(entry -> entry.vector() != null).count();
  }
}
