// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Vectors of one dimension by track id. Thread-safe: a search sees the index as it was at one
 * moment, whatever is written meanwhile, and never half a vector.
 */
public interface ItemIndex {
  /** The values in each vector. */
  int dimension();

  /** The number of tracks. */
  int size();

  /** The track ids at this moment, in no particular order. */
  Set<String> ids();

  /**
   * Adds a track or replaces its vector.
   *
   * @throws IllegalArgumentException if the vector has another dimension, or a value that is not
   *     finite or is beyond ±10^15, where a product of two vectors would overflow
   */
  void upsert(String trackId, float[] vector);

  /** Forgets a track; unknown ids are ignored. */
  void remove(String trackId);

  /** A copy of a track's vector. */
  Optional<float[]> vector(String trackId);

  /** The score that {@link #search} would give; NaN if the track is not here. */
  float score(float[] query, String trackId);

  /**
   * The nearest tracks that the filter accepts, best first.
   *
   * @return at most {@code k}; fewer only if the index has no more
   * @throws IllegalArgumentException if {@code k} is negative, or for a query that {@link #upsert}
   *     would refuse
   */
  List<ScoredTrack> search(float[] query, int k, TrackFilter filter);

  /**
   * The same for many queries, with the same scores to the last bit, in less time.
   *
   * @param filters one for each query
   */
  List<List<ScoredTrack>> searchAll(List<float[]> queries, int k, List<TrackFilter> filters);
}
