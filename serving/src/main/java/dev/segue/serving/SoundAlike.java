// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.knn.Knn;
import java.util.List;

/**
 * Finds tracks that sound alike from the embeddings alone, while no model that hears serves. Built
 * when first asked, brought up to date at each question.
 */
final class SoundAlike {
  private final ContentIndex vectors;
  private ContentRecommender index;
  private long revision;

  SoundAlike(ContentIndex vectors) {
    this.vectors = vectors;
  }

  /** The nearest tracks, best first; empty if the track has no embedding. */
  synchronized List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    if (index == null && !build()) {
      return List.of();
    }
    long now = vectors.revision();
    if (now != revision) {
      vectors.catchUp(index, revision);
      revision = now;
    }
    return index.similar(trackId, k, filter);
  }

  private boolean build() {
    ContentIndex.Snapshot all = vectors.snapshot();
    if (all.vectors().dimension() == 0) {
      return false;
    }
    index = Knn.untrained(all.vectors().dimension());
    all.vectors().byTrack().forEach(index::upsert);
    revision = all.revision();
    return true;
  }
}
