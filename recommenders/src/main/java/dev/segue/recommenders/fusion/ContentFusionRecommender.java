// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.util.Arrays;
import java.util.List;

/**
 * A fusion in which the first content component speaks for tracks outside the catalogue.
 *
 * <p>A profile is that component's profile and the scale of its scores for the listener. Of a track
 * in the catalogue the collaborative components cannot say anything by a profile alone: its score
 * is then an upper bound of what {@link #recommend} gives.
 */
final class ContentFusionRecommender extends FusionRecommender implements ContentRecommender {
  private final TrainedComponent content;
  private final ContentRecommender recommender;
  private final double others;

  ContentFusionRecommender(
      Catalogue catalogue, List<TrainedComponent> components, Weights weights) {
    super(catalogue, components, weights);
    content = components.stream().filter(TrainedComponent::isContent).findFirst().orElseThrow();
    recommender = (ContentRecommender) content.recommender();
    others = Arrays.stream(weights.values()).sum();
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    components().stream()
        .filter(TrainedComponent::isContent)
        .forEach(one -> ((ContentRecommender) one.recommender()).upsert(trackId, vector));
  }

  @Override
  public void remove(String trackId) {
    components().stream()
        .filter(TrainedComponent::isContent)
        .forEach(one -> ((ContentRecommender) one.recommender()).remove(trackId));
  }

  @Override
  public float[] profile(History history) {
    return profiles(List.of(history)).get(0);
  }

  @Override
  public List<float[]> profiles(List<History> histories) {
    List<float[]> profiles = recommender.profiles(histories);
    List<TrainedComponent.Scores> scores = content.scores(histories, catalogue());
    float[][] scaled = new float[histories.size()][];
    for (int i = 0; i < scaled.length; i++) {
      float[] profile = profiles.get(i);
      if (profile.length == 0) {
        scaled[i] = profile;
        continue;
      }
      scaled[i] = Arrays.copyOf(profile, profile.length + 2);
      scaled[i][profile.length] = scores.get(i).scale().from();
      scaled[i][profile.length + 1] = scores.get(i).scale().span();
    }
    return Arrays.asList(scaled);
  }

  @Override
  public float score(float[] profile, String trackId) {
    if (profile.length == 0) {
      return Float.NaN;
    }
    int end = profile.length - 2;
    float raw = recommender.score(Arrays.copyOf(profile, end), trackId);
    if (Float.isNaN(raw)) {
      return raw;
    }
    return catalogue().indexOf(trackId) >= 0
        ? (float) others
        : (float)
            (weights().newcomer()
                * new TrainedComponent.Scale(profile[end], profile[end + 1]).of(raw));
  }

  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return recommender.similar(trackId, k, filter);
  }
}
