// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Scores by the dot product with the sum of the heard vectors, times a factor. */
final class FakeModel implements ContentRecommender {
  private final Map<String, float[]> vectors = new ConcurrentHashMap<>();
  private final float factor;
  boolean failing;
  volatile boolean closed;

  FakeModel(TrackVectors content, float factor) {
    vectors.putAll(content.byTrack());
    this.factor = factor;
  }

  @Override
  public String algorithm() {
    return "fake";
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    if (failing) {
      throw new IllegalStateException("the model is broken");
    }
    float[] profile = profile(history);
    return vectors.keySet().stream()
        .filter(filter::accepts)
        .filter(id -> history.tracks().stream().noneMatch(heard -> heard.trackId().equals(id)))
        .map(id -> new ScoredTrack(id, profile.length == 0 ? 0 : score(profile, id)))
        .sorted(
            Comparator.comparingDouble((ScoredTrack t) -> -t.score())
                .thenComparing(ScoredTrack::trackId))
        .limit(k)
        .toList();
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return history.tracks().stream()
        .filter(heard -> vectors.containsKey(heard.trackId()))
        .map(heard -> new Reason(heard.trackId(), dot(heard.trackId(), trackId)))
        .sorted(Comparator.comparingDouble(reason -> -reason.weight()))
        .limit(n)
        .toList();
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    vectors.put(trackId, vector);
  }

  @Override
  public void remove(String trackId) {
    vectors.remove(trackId);
  }

  @Override
  public float[] profile(History history) {
    float[] profile = {};
    for (HeardTrack heard : history.tracks()) {
      float[] vector = vectors.get(heard.trackId());
      if (vector != null) {
        profile = profile.length == 0 ? new float[vector.length] : profile;
        for (int i = 0; i < vector.length; i++) {
          profile[i] += factor * vector[i];
        }
      }
    }
    return profile;
  }

  @Override
  public float score(float[] profile, String trackId) {
    float[] vector = vectors.get(trackId);
    return vector == null || profile.length == 0 ? Float.NaN : dot(profile, vector);
  }

  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return vectors.keySet().stream()
        .filter(id -> vectors.containsKey(trackId) && !id.equals(trackId) && filter.accepts(id))
        .map(id -> new ScoredTrack(id, dot(id, trackId)))
        .sorted(Comparator.comparingDouble(track -> -track.score()))
        .limit(k)
        .toList();
  }

  @Override
  public void close() {
    closed = true;
  }

  private float dot(String a, String b) {
    return dot(vectors.get(a), vectors.get(b));
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
