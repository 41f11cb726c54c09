// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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

  /** Whether another one of the same manifest heard the same tracks, and so can be compared. */
  public boolean heardTheSame(ProbeResult other) {
    List<ProbeTrack> mine = leftOut.stream().map(HeardTracks.LeftOut::track).toList();
    return mine.equals(other.leftOut.stream().map(HeardTracks.LeftOut::track).toList());
  }

  /**
   * What stood on the embeddings.
   *
   * @param name {@code dense-512}, {@code linear} or {@code knn-K}
   * @param shots tracks of each class that it learned from; empty for all of train
   * @param epochs after which its validation loss was best, the mean of the draws; 0 where nothing
   *     is trained
   * @param scores on the test split, by measure
   */
  public record Head(String name, OptionalInt shots, double epochs, Map<String, Score> scores) {
    /** As in {@code linear} or {@code linear, 2 a class}. */
    public String label() {
      return shots.isPresent() ? "%s, %d a class".formatted(name, shots.getAsInt()) : name;
    }
  }

  /**
   * A value of a measure.
   *
   * @param low the lower end of its 95 % interval
   * @param high the upper end
   * @param resamples the value of each resample, NaN where it is not defined
   */
  public record Score(double value, double low, double high, List<Double> resamples) {
    private static final double TAIL = 0.025;

    /** Copies the list. */
    public Score {
      resamples = List.copyOf(resamples);
    }

    static Score of(double value, List<Double> resamples) {
      double[] sorted =
          resamples.stream()
              .mapToDouble(Double::doubleValue)
              .filter(each -> !Double.isNaN(each))
              .sorted()
              .toArray();
      return new Score(value, quantile(sorted, TAIL), quantile(sorted, 1 - TAIL), resamples);
    }

    /** How much better this is than another one on the same tracks, resample by resample. */
    public Score minus(Score other) {
      List<Double> differences = new ArrayList<>();
      for (int i = 0; i < resamples.size(); i++) {
        differences.add(resamples.get(i) - other.resamples.get(i));
      }
      return of(value - other.value, differences);
    }

    private static double quantile(double[] sorted, double share) {
      if (sorted.length == 0) {
        return Double.NaN;
      }
      double place = share * (sorted.length - 1);
      int below = (int) place;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
  }
}
