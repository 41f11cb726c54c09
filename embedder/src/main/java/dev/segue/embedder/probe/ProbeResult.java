// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.List;
import java.util.Map;

/**
 * What was found for one backbone.
 *
 * @param tracks how many there were in each split
 * @param outputs of a probe: classes, tags or numbers
 * @param leftOut tracks whose audio could not be embedded
 */
public record ProbeResult(
    String backbone,
    int dimension,
    Map<ProbeSplit, Long> tracks,
    int outputs,
    List<Head> heads,
    List<HeardTracks.LeftOut> leftOut) {
  /** Copies the collections. */
  public ProbeResult {
    tracks = Map.copyOf(tracks);
    heads = List.copyOf(heads);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * What stood on the embeddings.
   *
   * @param name {@code dense-512}, {@code linear} or {@code knn-K}
   * @param epochs after which its validation loss was best; 0 where nothing is trained
   * @param scores on the test split, by measure
   */
  public record Head(String name, int epochs, Map<String, Score> scores) {}

  /**
   * A value of a measure.
   *
   * @param low the lower end of its 95 % interval
   * @param high the upper end
   */
  public record Score(double value, double low, double high) {}
}
