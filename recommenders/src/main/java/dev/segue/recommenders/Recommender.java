// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.List;

/**
 * A trained model that ranks tracks for a listener. Thread-safe.
 *
 * <p>Lists are ordered by score; equal scores by the popularity order of the training set, then by
 * track id. A listener it knows nothing about therefore gets the most popular tracks.
 */
public interface Recommender extends AutoCloseable {
  /** The name of the algorithm, as on the command line. */
  String algorithm();

  /**
   * The best tracks that the listener has not heard, best first.
   *
   * @return at most {@code k}; fewer only if the catalogue has no more
   */
  List<ScoredTrack> recommend(History history, int k, TrackFilter filter);

  /** The same for many listeners at once, in the order given. */
  default List<List<ScoredTrack>> recommendAll(List<History> histories, int k, TrackFilter filter) {
    return histories.stream().map(history -> recommend(history, k, filter)).toList();
  }

  /** The heard tracks that count most for this recommendation, at most {@code n}, best first. */
  List<Reason> explain(History history, String trackId, int n);

  /** The same for each track of a list, in its order. */
  default List<List<Reason>> explainAll(History history, List<String> trackIds, int n) {
    return trackIds.stream().map(trackId -> explain(history, trackId, n)).toList();
  }

  @Override
  default void close() {}
}
