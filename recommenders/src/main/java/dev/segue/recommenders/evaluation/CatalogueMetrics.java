// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * What all lists together do to a catalogue; each list is cut to its first {@code k}. Popularity is
 * the share of the listeners of a log who played the track.
 */
public final class CatalogueMetrics {
  private final Map<String, Integer> listeners = new HashMap<>();
  private final int users;

  /**
   * Measures against this log.
   *
   * @param log the tracks of each listener
   */
  public CatalogueMetrics(Collection<? extends Collection<String>> log) {
    users = log.size();
    for (Collection<String> tracks : log) {
      new HashSet<>(tracks).forEach(track -> listeners.merge(track, 1, Integer::sum));
    }
  }

  /** The share of the catalogue that stands in at least one list. */
  public static double coverage(
      Collection<List<String>> lists, Collection<String> catalogue, int k) {
    Set<String> known = new HashSet<>(catalogue);
    Set<String> listed = new HashSet<>();
    for (List<String> list : lists) {
      RankingMetrics.cut(list, k).stream().filter(known::contains).forEach(listed::add);
    }
    return (double) listed.size() / known.size();
  }

  /** The mean over the lists of the mean popularity of their tracks. */
  public double popularity(Collection<List<String>> lists, int k) {
    return mean(lists, k, track -> (double) listeners.getOrDefault(track, 0) / users);
  }

  /** The mean over the lists of the mean -log2(popularity); an unknown track counts as one play. */
  public double surprisal(Collection<List<String>> lists, int k) {
    return mean(
        lists,
        k,
        track -> -Math.log((double) listeners.getOrDefault(track, 1) / users) / Math.log(2));
  }

  private static double mean(
      Collection<List<String>> lists, int k, ToDoubleFunction<String> value) {
    return lists.stream()
        .mapToDouble(
            list -> RankingMetrics.cut(list, k).stream().mapToDouble(value).average().orElse(0))
        .average()
        .orElse(Double.NaN);
  }
}
