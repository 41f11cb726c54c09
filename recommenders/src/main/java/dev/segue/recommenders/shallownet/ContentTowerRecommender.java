// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import java.util.List;

/** Takes tracks by their content; a new one goes through the tower as the others did. */
final class ContentTowerRecommender extends TowerRecommender implements ContentRecommender {
  private final Standardiser standardiser;

  ContentTowerRecommender(TowerModel model, TrackVectors content) {
    super(model);
    this.standardiser = model.content().orElseThrow();
    content.byTrack().forEach(this::upsert);
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    standardiser.check(trackId, vector);
    float[] scaled = standardiser.apply(vector);
    put(trackId, scaled, Vectors.sum(scaled, model().tracks().get(trackId)));
  }

  @Override
  public void remove(String trackId) {
    forget(trackId);
  }

  @Override
  public float score(float[] profile, String trackId) {
    return profile.length == 0 ? Float.NaN : vectors().index().score(profile, trackId);
  }

  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return vectors().similar(trackId, k, filter);
  }
}
