// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.index.Similarity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stands in until the first model is released. It keeps the raw vectors and fits the standardiser
 * again, when it is asked, once a tenth of them are new.
 */
public final class UntrainedKnn implements ContentRecommender {
  private static final int REFIT_SHARE = 10;

  private final Map<String, float[]> raw = new TreeMap<>();
  private final int dimension;
  private KnnRecommender fitted;
  private int changes;

  UntrainedKnn(int dimension) {
    this.dimension = dimension;
    this.fitted = empty(Standardiser.identity(dimension));
  }

  @Override
  public String algorithm() {
    return Knn.NAME;
  }

  @Override
  public synchronized void upsert(String trackId, float[] vector) {
    fitted.upsert(trackId, vector);
    raw.put(trackId, vector.clone());
    changes++;
  }

  @Override
  public synchronized void remove(String trackId) {
    fitted.remove(trackId);
    if (raw.remove(trackId) != null) {
      changes++;
    }
  }

  @Override
  public float[] profile(History history) {
    return current().profile(history);
  }

  @Override
  public float score(float[] profile, String trackId) {
    return current().score(profile, trackId);
  }

  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return current().similar(trackId, k, filter);
  }

  /**
   * The tracks nearest to a vector that belongs to none of them, best first.
   *
   * @param vector {@code [dimension]}, as {@link #upsert} takes it
   * @throws IllegalArgumentException if it has another dimension or a value that is not finite
   */
  public List<ScoredTrack> nearest(float[] vector, int k, TrackFilter filter) {
    return current().nearest(vector, k, filter);
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return current().recommend(history, k, filter);
  }

  @Override
  public List<List<ScoredTrack>> recommendAll(List<History> histories, int k, TrackFilter filter) {
    return current().recommendAll(histories, k, filter);
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return current().explain(history, trackId, n);
  }

  private synchronized KnnRecommender current() {
    if (changes > raw.size() / REFIT_SHARE) {
      KnnRecommender refitted = empty(Standardiser.fitIfUneven(dimension, raw.values()));
      raw.forEach(refitted::upsert);
      fitted = refitted;
      changes = 0;
    }
    return fitted;
  }

  private static KnnRecommender empty(Standardiser standardiser) {
    return new KnnRecommender(Catalogue.EMPTY, Similarity.COSINE, standardiser);
  }
}
