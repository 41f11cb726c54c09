// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.List;

/**
 * A recommender that scores a track by its content, so that a track uploaded a second ago takes
 * part. Updates and reads may come from different threads.
 */
public interface ContentRecommender extends Recommender {
  /**
   * Adds a track or replaces its vector.
   *
   * @throws IllegalArgumentException if the vector has the wrong dimension or a value is not finite
   */
  void upsert(String trackId, float[] vector);

  /** Forgets a track's vector; unknown ids are ignored. */
  void remove(String trackId);

  /**
   * What it knows of a listener's taste, to score single tracks cheaply; empty if no heard track
   * has a vector. Valid for this model only.
   */
  float[] profile(History history);

  /** The same for many listeners at once, in the order given. */
  default List<float[]> profiles(List<History> histories) {
    return histories.stream().map(this::profile).toList();
  }

  /**
   * The score that {@link #recommend} would give; NaN if the track has no vector or the profile is
   * empty.
   */
  float score(float[] profile, String trackId);

  /**
   * The tracks nearest in content, best first, without the track itself; empty if it has no vector.
   */
  List<ScoredTrack> similar(String trackId, int k, TrackFilter filter);
}
