// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.content.VectorLists;
import dev.segue.recommenders.index.ItemIndex;
import dev.segue.recommenders.index.Similarity;
import java.util.List;
import java.util.Optional;

/** The index holds standardised vectors; everything here works on those. */
final class KnnRecommender implements ContentRecommender {
  private static final float[] NO_PROFILE = {};

  private final Standardiser standardiser;
  private final VectorLists lists;
  private final ItemIndex index;

  KnnRecommender(Catalogue catalogue, Similarity similarity, Standardiser standardiser) {
    this.standardiser = standardiser;
    this.lists = new VectorLists(catalogue, standardiser.dimension(), similarity);
    this.index = lists.index();
  }

  Catalogue catalogue() {
    return lists.catalogue();
  }

  Similarity similarity() {
    return lists.similarity();
  }

  Standardiser standardiser() {
    return standardiser;
  }

  @Override
  public String algorithm() {
    return Knn.NAME;
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    index.upsert(trackId, standardised(vector));
  }

  /** The tracks nearest to a vector that belongs to none of them. */
  List<ScoredTrack> nearest(float[] vector, int k, TrackFilter filter) {
    return index.search(standardised(vector), k, filter);
  }

  /** A wrong length is left to the index, which says whose it is. */
  private float[] standardised(float[] vector) {
    return vector.length == standardiser.dimension() ? standardiser.apply(vector) : vector;
  }

  @Override
  public void remove(String trackId) {
    index.remove(trackId);
  }

  /** The mean of the heard tracks' vectors; of length 1 where cosines are asked for. */
  @Override
  public float[] profile(History history) {
    double[] sum = new double[index.dimension()];
    int tracks = 0;
    for (HeardTrack heard : history.tracks()) {
      Optional<float[]> vector = index.vector(heard.trackId());
      if (vector.isPresent()) {
        add(sum, vector.get());
        tracks++;
      }
    }
    return tracks == 0 ? NO_PROFILE : scaled(sum, tracks);
  }

  @Override
  public float score(float[] profile, String trackId) {
    return profile.length == 0 ? Float.NaN : index.score(profile, trackId);
  }

  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return lists.similar(trackId, k, filter);
  }

  @Override
  public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
    return recommendAll(List.of(history), k, filter).get(0);
  }

  @Override
  public List<List<ScoredTrack>> recommendAll(List<History> histories, int k, TrackFilter filter) {
    return lists.lists(histories, profiles(histories), k, filter);
  }

  @Override
  public List<Reason> explain(History history, String trackId, int n) {
    return lists.reasons(history, List.of(trackId), n).get(0);
  }

  @Override
  public List<List<Reason>> explainAll(History history, List<String> trackIds, int n) {
    return lists.reasons(history, trackIds, n);
  }

  private static void add(double[] sum, float[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += vector[i];
    }
  }

  private float[] scaled(double[] sum, int tracks) {
    double squares = 0;
    for (double value : sum) {
      squares += value * value;
    }
    double divisor =
        lists.similarity() == Similarity.COSINE && squares > 0 ? Math.sqrt(squares) : tracks;
    float[] profile = new float[sum.length];
    for (int i = 0; i < profile.length; i++) {
      profile[i] = (float) (sum[i] / divisor);
    }
    return profile;
  }
}
