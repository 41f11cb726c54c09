// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.List;

/**
 * A recommender that can say what is played next in a session. Unlike {@link #recommend}, which
 * leaves out what was heard, a session may come back to any of its tracks.
 */
public interface SessionRecommender extends Recommender {
  /**
   * The tracks most likely to be played next, out of all tracks of the training set.
   *
   * @param sessions for each, the tracks played so far, oldest first, with their repeats; tracks
   *     that the model does not know are skipped
   * @param k the length of the lists; fewer only if the catalogue has no more
   * @return for each session its list, best first; equal scores as in {@link Recommender}
   * @throws IllegalArgumentException if {@code k} is negative
   */
  List<List<ScoredTrack>> next(List<List<String>> sessions, int k);
}
