// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.stream.Stream;

/**
 * A metric of lists of one length, for instance NDCG@50.
 *
 * @param k the length that lists are cut to
 */
public record Measure(Metric metric, int k) {
  /** Refuses an empty list. */
  public Measure {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; measure lists of 1 track or more");
    }
  }

  /** Every metric at every length, length by length. */
  public static List<Measure> of(List<Metric> metrics, List<Integer> lengths) {
    return lengths.stream()
        .flatMap(k -> metrics.stream().map(metric -> new Measure(metric, k)))
        .toList();
  }

  /**
   * Reads a {@link #key}.
   *
   * @throws IllegalArgumentException if it is none
   */
  @JsonCreator
  public static Measure named(String key) {
    int at = key.lastIndexOf('@');
    return Stream.of(Metric.values())
        .filter(metric -> metric.key().equals(key.substring(0, Math.max(at, 0))))
        .filter(metric -> key.substring(at + 1).matches("[1-9]\\d{0,8}"))
        .findFirst()
        .map(metric -> new Measure(metric, Integer.parseInt(key.substring(at + 1))))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key
                        + " is no measure; write one of "
                        + String.join(
                            ", ", Stream.of(Metric.values()).map(m -> m.key() + "@10").toList())));
  }

  /** The name in files, for instance {@code ndcg@50}. */
  @JsonValue
  public String key() {
    return metric.key() + "@" + k;
  }

  /** The name for people, for instance {@code NDCG@50}. */
  public String label() {
    return metric.label() + "@" + k;
  }
}
