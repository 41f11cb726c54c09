// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.knn.Knn;
import dev.segue.recommenders.knn.UntrainedKnn;
import java.util.List;
import java.util.Optional;

/**
 * Finds tracks that sound alike from the embeddings of one backbone alone: for a vector that is no
 * track's, and while no model that hears serves. Built when first asked, brought up to date at each
 * question.
 */
final class SoundAlike {
  private final ContentIndex vectors;
  // What the index was built of: another revision is another set.
  private VectorSet set;
  private UntrainedKnn index;
  private long changes;

  SoundAlike(ContentIndex vectors) {
    this.vectors = vectors;
  }

  /** The nearest tracks, best first; empty if the track has no embedding. */
  synchronized List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return isCurrent() ? index.similar(trackId, k, filter) : List.of();
  }

  /**
   * The tracks nearest to a vector, best first; empty while nothing is embedded.
   *
   * @throws IllegalArgumentException if the tracks' vectors have another dimension
   */
  synchronized List<ScoredTrack> nearest(float[] vector, int k, TrackFilter filter) {
    return isCurrent() ? index.nearest(vector, k, filter) : List.of();
  }

  /** Catches up; false if there is no vector yet. */
  private boolean isCurrent() {
    Optional<VectorSet> served = vectors.served();
    if (served.isEmpty()) {
      return false;
    }
    if (served.get() != set) {
      build(served.get());
    }
    long now = set.changes();
    if (now != changes) {
      set.catchUp(index, changes);
      changes = now;
    }
    return true;
  }

  private void build(VectorSet served) {
    set = served;
    index = Knn.untrained(served.dimension());
    changes = 0;
  }
}
