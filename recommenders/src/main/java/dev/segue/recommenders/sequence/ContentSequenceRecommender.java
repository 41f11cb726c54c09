// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.History;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.index.ExactIndex;
import dev.segue.recommenders.index.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A sequence recommender that sees a track by its content: a track that came after the training
 * goes through the same projection as those before it, into histories as into lists.
 */
public final class ContentSequenceRecommender extends SequenceRecommender
    implements ContentRecommender {
  /** Tracks that are projected at once. */
  private static final int BATCH = 1024;

  private final Standardiser standardiser;
  private final ExactIndex content;

  /**
   * Takes over a model that projects content, and closes it when it is closed itself.
   *
   * @param vectors by catalogue index
   * @param standardiser that the model's content went through
   */
  public ContentSequenceRecommender(
      String algorithm,
      Catalogue catalogue,
      PlayOrder order,
      SequenceModel model,
      List<SequenceModel.ItemVectors> vectors,
      Standardiser standardiser) {
    super(algorithm, catalogue, order, model, vectors);
    this.standardiser = standardiser;
    this.content = new ExactIndex(standardiser.dimension(), Similarity.COSINE, table()::rank);
  }

  /** How content is scaled before it is projected. */
  public Standardiser standardiser() {
    return standardiser;
  }

  /**
   * Adds or replaces many tracks at once.
   *
   * @throws IllegalArgumentException if a vector has the wrong dimension or a value is not finite
   */
  public void upsertAll(TrackVectors vectors) {
    List<String> ids = new ArrayList<>();
    List<float[]> batch = new ArrayList<>();
    for (Map.Entry<String, float[]> entry : new TreeMap<>(vectors.byTrack()).entrySet()) {
      ids.add(entry.getKey());
      batch.add(entry.getValue());
      if (ids.size() == BATCH) {
        upsert(ids, batch);
        ids.clear();
        batch.clear();
      }
    }
    upsert(ids, batch);
  }

  @Override
  public void upsert(String trackId, float[] vector) {
    upsert(List.of(trackId), List.of(vector));
  }

  /** A track of the catalogue stays in lists with what training made of it. */
  @Override
  public void remove(String trackId) {
    content.remove(trackId);
    if (catalogue().indexOf(trackId) < 0) {
      table().remove(trackId);
    }
  }

  @Override
  public float[] profile(History history) {
    return profiles(List.of(history)).get(0);
  }

  @Override
  public List<float[]> profiles(List<History> histories) {
    return encode(histories.stream().map(order()::tracks).toList());
  }

  @Override
  public float score(float[] profile, String trackId) {
    return profile.length == 0 ? Float.NaN : table().score(profile, trackId);
  }

  @Override
  public List<ScoredTrack> similar(String trackId, int k, TrackFilter filter) {
    return content
        .vector(trackId)
        .map(vector -> content.search(vector, k, id -> !id.equals(trackId) && filter.accepts(id)))
        .orElse(List.of());
  }

  private void upsert(List<String> ids, List<float[]> vectors) {
    if (ids.isEmpty()) {
      return;
    }
    List<float[]> scaled = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      boolean fits = vectors.get(i).length == standardiser.dimension();
      // A wrong length is left to the index, which names the track.
      float[] vector = fits ? standardiser.apply(vectors.get(i)) : vectors.get(i);
      content.upsert(ids.get(i), vector);
      scaled.add(vector);
    }
    List<SequenceModel.ItemVectors> projected = model().project(scaled);
    for (int i = 0; i < ids.size(); i++) {
      boolean trained = catalogue().indexOf(ids.get(i)) >= 0;
      if (!trained || !model().keepsTrainedTracks()) {
        table().put(ids.get(i), projected.get(i));
      }
    }
  }
}
