// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.content.VectorLists;
import dev.segue.recommenders.index.Similarity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sums the similarities of the heard tracks, as the inner product with the sum of their vectors.
 */
class SimilarityRecommender implements Recommender {
  private static final float[] NO_PROFILE = {};

  private final SimilarityModel model;
  private final VectorLists lists;
  private final Map<String, float[]> heard = new ConcurrentHashMap<>();

  SimilarityRecommender(SimilarityModel model) {
    this.model = model;
    this.lists =
        new VectorLists(model.catalogue(), model.dimension() + 1, Similarity.INNER_PRODUCT);
    if (model.content().isEmpty()) {
      for (int row = 0; row < model.catalogue().size(); row++) {
        put(model.catalogue().id(row), model.heard(row, null), model.wanted(row, null));
      }
    }
  }

  final SimilarityModel model() {
    return model;
  }

  final VectorLists lists() {
    return lists;
  }

  final void put(String trackId, float[] asHeard, float[] asWanted) {
    lists.index().upsert(trackId, asWanted);
    heard.put(trackId, asHeard);
  }

  final Optional<float[]> heardVector(String trackId) {
    return Optional.ofNullable(heard.get(trackId));
  }

  final void forget(String trackId) {
    heard.remove(trackId);
    lists.index().remove(trackId);
  }

  @Override
  public final String algorithm() {
    return NeuralItemItem.NAME;
  }

  /** The weighted sum of the heard tracks' vectors, and 1 for the bias; empty if none has one. */
  public final float[] profile(History history) {
    List<HeardTrack> known = known(history);
    if (known.isEmpty()) {
      return NO_PROFILE;
    }
    float[] weights = model.recency().weights(known.size());
    double[] sum = new double[model.dimension()];
    for (int i = 0; i < weights.length; i++) {
      float[] vector = heard.get(known.get(i).trackId());
      for (int j = 0; vector != null && j < sum.length; j++) {
        sum[j] += (double) weights[i] * vector[j];
      }
    }
    float[] profile = new float[sum.length + 1];
    for (int j = 0; j < sum.length; j++) {
      profile[j] = (float) sum[j];
    }
    profile[sum.length] = 1;
    return profile;
  }

  @Override
  public final List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return recommendAll(List.of(history), k, filter).get(0);
  }

  @Override
  public final List<List<ScoredTrack>> recommendAll(
      List<History> histories, int k, TrackFilter filter) {
    return lists.lists(histories, histories.stream().map(this::profile).toList(), k, filter);
  }

  /** By their shares in the score; those below 0 are left out. */
  @Override
  public final List<Reason> explain(History history, String trackId, int n) {
    Optional<float[]> wanted = lists.index().vector(trackId);
    List<HeardTrack> known = known(history);
    float[] weights = model.recency().weights(known.size());
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; wanted.isPresent() && i < weights.length; i++) {
      float[] vector = heard.get(known.get(i).trackId());
      float share = vector == null ? 0 : weights[i] * dot(vector, wanted.get());
      if (share > 0) {
        reasons.add(new Reason(known.get(i).trackId(), share));
      }
    }
    return reasons.stream()
        .sorted(
            Comparator.comparingDouble((Reason reason) -> -reason.weight())
                .thenComparing(Reason::trackId))
        .limit(n)
        .toList();
  }

  /** The last heard tracks that have vectors, oldest first. */
  private List<HeardTrack> known(History history) {
    List<HeardTrack> known =
        history.tracks().stream().filter(track -> heard.containsKey(track.trackId())).toList();
    return known.subList(Math.max(0, known.size() - model.recency().limit()), known.size());
  }

  private static float dot(float[] shorter, float[] longer) {
    double sum = 0;
    for (int i = 0; i < shorter.length; i++) {
      sum += (double) shorter[i] * longer[i];
    }
    return (float) sum;
  }
}
