// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.content.VectorLists;
import dev.segue.recommenders.index.Similarity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ranks by the cosine of the tower's outputs for listener and track.
 *
 * <p>A listener's vector is the mean of the heard tracks' vectors, plus what training added to it
 * for this listener: nothing for one it never saw. So it follows every new play, an unknown
 * listener has one from the first play on, and for the history of the training it is the trained
 * vector.
 */
class TowerRecommender implements Recommender {
  private static final float[] NO_PROFILE = {};

  private final TowerModel model;
  private final VectorLists lists;
  private final Map<String, float[]> raw = new ConcurrentHashMap<>();

  TowerRecommender(TowerModel model) {
    this.model = model;
    this.lists = new VectorLists(model.catalogue(), model.layer().width(), Similarity.COSINE);
    if (model.content().isEmpty()) {
      model.tracks().forEach((id, vector) -> put(id, vector, vector));
    }
  }

  final TowerModel model() {
    return model;
  }

  final VectorLists vectors() {
    return lists;
  }

  /**
   * Adds a track.
   *
   * @param heard its vector in the mean of a listener's tracks
   * @param input its vector as the tower sees it
   */
  final void put(String trackId, float[] heard, float[] input) {
    lists.index().upsert(trackId, model.layer().apply(input));
    raw.put(trackId, heard);
  }

  final void forget(String trackId) {
    raw.remove(trackId);
    lists.index().remove(trackId);
  }

  @Override
  public final String algorithm() {
    return ShallowNet.NAME;
  }

  /** The tower's output for a listener; empty if no heard track has a vector. */
  public final float[] profile(History history) {
    List<float[]> heard =
        history.tracks().stream()
            .map(HeardTrack::trackId)
            .map(raw::get)
            .filter(vector -> vector != null)
            .toList();
    if (heard.isEmpty()) {
      return NO_PROFILE;
    }
    float[] shift = model.listeners().get(history.userId());
    return model.layer().apply(Vectors.sum(Vectors.mean(heard), shift));
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

  /** By the cosine of the outputs for the heard track and the recommended one. */
  @Override
  public final List<Reason> explain(History history, String trackId, int n) {
    return lists.reasons(history, List.of(trackId), n).get(0);
  }

  @Override
  public final List<List<Reason>> explainAll(History history, List<String> trackIds, int n) {
    return lists.reasons(history, trackIds, n);
  }
}
