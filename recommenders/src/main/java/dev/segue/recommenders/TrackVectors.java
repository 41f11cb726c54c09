// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Map;

/**
 * Content vectors of the catalogue, all of one dimension.
 *
 * @param dimension values in each vector; 0 if there is none
 * @param byTrack the vectors by track id; never written to
 */
public record TrackVectors(int dimension, Map<String, float[]> byTrack) {
  /** No content. */
  public static final TrackVectors NONE = new TrackVectors(0, Map.of());

  /** Checks that every vector has the dimension. */
  public TrackVectors {
    for (var entry : byTrack.entrySet()) {
      if (entry.getValue().length != dimension) {
        throw new IllegalArgumentException(
            "the vector of "
                + entry.getKey()
                + " has "
                + entry.getValue().length
                + " values where "
                + dimension
                + " were expected");
      }
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not finite, naming the track
   */
  public void requireFinite() {
    byTrack.forEach(
        (id, vector) -> {
          for (float value : vector) {
            if (!Float.isFinite(value)) {
              throw new IllegalArgumentException(
                  "the vector of %s holds %s; embed the track again".formatted(id, value));
            }
          }
        });
  }
}
