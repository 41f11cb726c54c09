// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.TrackVectors;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The vectors of one revision of a backbone. Changes are counted, so that what changed while a
 * model was being loaded can be caught up with. Thread-safe.
 */
final class VectorSet {
  private final String revision;
  private final int dimension;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<String> superseded = new HashSet<>();
  private int size;
  private long changes;

  /** The vector is null where an embedding was withdrawn. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  private record Entry(float[] vector, long learnedAt, long change) {}

  /** All vectors, and the number of changes that made them. */
  record Snapshot(TrackVectors vectors, long changes) {}

  /**
   * An empty set.
   *
   * @param revision as {@link dev.segue.schemas.Vectors#revision} names it
   */
  VectorSet(String revision, int dimension) {
    this.revision = revision;
    this.dimension = dimension;
  }

  String revision() {
    return revision;
  }

  int dimension() {
    return dimension;
  }

  /** Adds a track's vector or replaces it; returns whether that changed anything. */
  synchronized boolean put(String trackId, float[] vector, long learnedAt) {
    superseded.remove(trackId);
    Entry known = entries.get(trackId);
    if (known != null && Arrays.equals(known.vector(), vector)) {
      return false;
    }
    if (known == null || known.vector() == null) {
      size++;
    }
    entries.put(trackId, new Entry(vector, learnedAt, ++changes));
    return true;
  }

  /** Withdraws a track's vector; returns whether there was one. */
  synchronized boolean remove(String trackId, long learnedAt) {
    superseded.remove(trackId);
    Entry known = entries.get(trackId);
    if (known == null || known.vector() == null) {
      return false;
    }
    size--;
    entries.put(trackId, new Entry(null, learnedAt, ++changes));
    return true;
  }

  /** Notes that the track has a newer vector in another set. */
  synchronized void supersede(String trackId) {
    if (contains(trackId)) {
      superseded.add(trackId);
    }
  }

  /** Lets go of what has a newer vector in another set. */
  synchronized void dropSuperseded() {
    for (String trackId : List.copyOf(superseded)) {
      remove(trackId, 0);
    }
  }

  synchronized boolean contains(String trackId) {
    Entry known = entries.get(trackId);
    return known != null && known.vector() != null;
  }

  synchronized List<String> trackIds() {
    return entries.keySet().stream().filter(this::contains).toList();
  }

  synchronized Snapshot snapshot() {
    Map<String, float[]> vectors = new HashMap<>();
    entries.forEach(
        (trackId, entry) -> {
          if (entry.vector() != null) {
            vectors.put(trackId, entry.vector());
          }
        });
    return new Snapshot(new TrackVectors(vectors.isEmpty() ? 0 : dimension, vectors), changes);
  }

  /** Brings a model that knows an earlier state up to date. */
  synchronized void catchUp(ContentRecommender model, long since) {
    entries.forEach(
        (trackId, entry) -> {
          if (entry.change() <= since) {
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
  synchronized long changes() {
    return changes;
  }

  synchronized int size() {
    return size;
  }
}
