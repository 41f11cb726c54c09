// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.nn.torch.Initial;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What stands in the rows of the two tables when a training starts, and what its end makes of them.
 *
 * @param trackIds by row: the tracks of the catalogue, with content those that have a vector
 * @param scaled the content by row of the tracks, row-major; empty without content
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Tables(
    Catalogue catalogue,
    TrackVectors content,
    Optional<Standardiser> standardiser,
    List<String> trackIds,
    float[] scaled,
    Pairs pairs,
    int dimension) {

  /**
   * The rows for a training.
   *
   * @param train what pairs are taken from
   */
  static Tables of(
      Catalogue catalogue, TrainingSet train, TrackVectors content, ShallowNetSettings settings) {
    Optional<Standardiser> standardiser =
        settings.content()
            ? Optional.of(
                settings.standardise()
                    ? Standardiser.fit(content)
                    : Standardiser.identity(content.dimension()))
            : Optional.empty();
    int dimension = settings.content() ? content.dimension() : settings.dimension();
    List<String> trackIds =
        catalogue.ids().stream()
            .filter(id -> !settings.content() || content.byTrack().containsKey(id))
            .toList();
    Map<String, Integer> rows = new HashMap<>();
    trackIds.forEach(id -> rows.put(id, rows.size()));
    float[] scaled =
        standardiser
            .map(
                fitted ->
                    flat(
                        trackIds.stream().map(content.byTrack()::get).map(fitted::apply).toList(),
                        dimension))
            .orElse(new float[0]);
    Pairs pairs = Pairs.of(train, rows, settings.confidence());
    return new Tables(catalogue, content, standardiser, trackIds, scaled, pairs, dimension);
  }

  /** The table of the tracks before the first step. */
  float[] startOfTracks(long seed, Optional<TowerModel> previous) {
    SortedMap<String, float[]> known =
        previous.filter(this::fits).map(TowerModel::tracks).orElse(Collections.emptySortedMap());
    float[] table = standardiser.isPresent() ? scaled.clone() : random(trackIds.size(), seed, 1);
    for (int row = 0; row < trackIds.size(); row++) {
      float[] vector = known.get(trackIds.get(row));
      if (vector != null && standardiser.isPresent()) {
        set(table, row, Vectors.sum(row(table, row), vector));
      } else if (vector != null) {
        set(table, row, vector);
      }
    }
    return table;
  }

  /**
   * The table of the listeners before the first step.
   *
   * @param tracks their table
   * @param mean whether listeners start at the mean of their tracks; those of the previous model
   *     always do, with what it added
   */
  float[] startOfListeners(float[] tracks, boolean mean, long seed, Optional<TowerModel> previous) {
    SortedMap<String, float[]> known =
        previous.filter(this::fits).map(TowerModel::listeners).orElse(Collections.emptySortedMap());
    float[] bases = standardiser.isPresent() ? scaled : tracks;
    float[] table = random(pairs.listenerIds().size(), seed, 2);
    for (int row = 0; row < pairs.listenerIds().size(); row++) {
      float[] shift = known.get(pairs.listenerIds().get(row));
      if (mean || shift != null) {
        set(table, row, Vectors.sum(meanOfHeard(bases, row), shift));
      }
    }
    return table;
  }

  /** The model of a layer and the two tables; null for tables without rows. */
  TowerModel model(TowerLayer layer, float[] listeners, float[] tracks) {
    SortedMap<String, float[]> trackVectors = new TreeMap<>();
    for (int row = 0; row < trackIds.size() && tracks != null; row++) {
      float[] vector =
          standardiser.isPresent()
              ? Vectors.difference(tracks, row, row(scaled, row))
              : row(tracks, row);
      put(trackVectors, trackIds.get(row), vector);
    }
    SortedMap<String, float[]> shifts = new TreeMap<>();
    float[] bases = standardiser.isPresent() ? scaled : tracks;
    for (int row = 0; row < pairs.listenerIds().size() && listeners != null; row++) {
      put(
          shifts,
          pairs.listenerIds().get(row),
          Vectors.difference(listeners, row, meanOfHeard(bases, row)));
    }
    return new TowerModel(catalogue, layer, standardiser, trackVectors, shifts);
  }

  TowerRecommender recommender(TowerModel model) {
    return standardiser.isPresent()
        ? new ContentTowerRecommender(model, content)
        : new TowerRecommender(model);
  }

  private boolean fits(TowerModel model) {
    return model.layer().dimension() == dimension
        && model.content().isPresent() == standardiser.isPresent();
  }

  private float[] meanOfHeard(float[] bases, int listener) {
    List<float[]> rows = new ArrayList<>();
    for (int track : pairs.heard().get(listener)) {
      rows.add(row(bases, track));
    }
    return Vectors.mean(rows);
  }

  private float[] row(float[] table, int row) {
    return Arrays.copyOfRange(table, row * dimension, (row + 1) * dimension);
  }

  private void set(float[] table, int row, float[] vector) {
    System.arraycopy(vector, 0, table, row * dimension, dimension);
  }

  /** Rows of zeros, those of frozen tables, are left out. */
  private static void put(SortedMap<String, float[]> rows, String id, float[] row) {
    for (float value : row) {
      if (value != 0) {
        rows.put(id, row);
        return;
      }
    }
  }

  /** As PyTorch's Embedding starts. */
  private float[] random(int rows, long seed, int table) {
    return Initial.normal(1)
        .values(new long[] {rows, dimension}, Initial.generator(seed, "table " + table));
  }

  private static float[] flat(List<float[]> rows, int dimension) {
    float[] flat = new float[Math.multiplyExact(rows.size(), dimension)];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, flat, row * dimension, dimension);
    }
    return flat;
  }
}
