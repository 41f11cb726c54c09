// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import java.util.Arrays;
import java.util.List;

/** Takes tracks by their content; a new one goes through the projections as the others did. */
final class ContentSimilarityRecommender extends SimilarityRecommender
    implements ContentRecommender {
  private final Standardiser standardiser;

  ContentSimilarityRecommender(SimilarityModel model, TrackVectors content) {
    super(model);
    this.standardiser = model.content().orElseThrow();
    content.byTrack().forEach(this::upsert);
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    standardiser.check(trackId, vector);
    float[] scaled = standardiser.apply(vector);
    put(trackId, model().heard(-1, scaled), model().wanted(-1, scaled));
  }

  @Override
  public void remove(String trackId) {
    forget(trackId);
  }

  @Override
  public float score(float[] profile, String trackId) {
    return profile.length == 0 ? Float.NaN : lists().index().score(profile, trackId);
  }

  /** The tracks that gain most from this one being heard. */
  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return heardVector(trackId)
        .map(heard -> Arrays.copyOf(heard, heard.length + 1))
        .map(
            query ->
                lists().index().search(query, k, id -> !id.equals(trackId) && filter.accepts(id)))
        .orElse(List.of());
  }
}
