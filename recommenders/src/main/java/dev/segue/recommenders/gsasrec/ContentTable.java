// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.torch.Network;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The content vectors of a catalogue, standardised, as rows of the ids. */
record ContentTable(Standardiser standardiser, Map<Integer, float[]> rows) {
  /** No content. */
  static final ContentTable NONE = new ContentTable(Standardiser.identity(0), Map.of());

  /** The standardiser is fitted to all vectors, those of tracks that nobody played included. */
  static ContentTable of(TrackVectors content, Catalogue catalogue) {
    // By id, so that the sums do not depend on the order of the map.
    Map<String, float[]> byTrack = new TreeMap<>(content.byTrack());
    Standardiser standardiser =
        Standardiser.fit(content.dimension(), List.copyOf(byTrack.values()));
    Map<Integer, float[]> rows = new TreeMap<>();
    byTrack.forEach(
        (track, vector) -> {
          int index = catalogue.indexOf(track);
          if (index >= 0) {
            rows.put(index + 1, standardiser.apply(vector));
          }
        });
    return new ContentTable(standardiser, rows);
  }

  /** Adds the item tables of a network. */
  void declare(Network.Builder builder, GsasrecSettings settings) {
    int dimension = standardiser.dimension();
    if (dimension == 0) {
      GsasrecTables.plain(builder, settings.shape(), settings.optimisation().sparse());
      return;
    }
    float[] content = new float[Math.multiplyExact(settings.shape().rows(), dimension)];
    float[] present = new float[settings.shape().rows()];
    rows.forEach(
        (id, vector) -> {
          System.arraycopy(vector, 0, content, id * dimension, dimension);
          present[id] = 1;
        });
    GsasrecTables.projected(builder, settings.shape(), content, present);
  }
}
