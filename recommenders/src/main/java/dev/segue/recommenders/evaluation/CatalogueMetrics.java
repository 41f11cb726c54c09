// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  /**
   * The mean over the lists of the mean place of their tracks in the popularity order of the log: 0
   * for the least and 1 for the most popular track, the middle of the tie for equal ones; an
   * unknown track has place 0.
   */
  public double percentile(Collection<List<String>> lists, int k) {
    Map<Integer, Double> places = places();
    return mean(lists, k, track -> places.getOrDefault(listeners.getOrDefault(track, 0), 0.0));
  }

  /** The place of each number of listeners. */
  private Map<Integer, Double> places() {
    Map<Integer, Long> tracks = new TreeMap<>();
    listeners.values().forEach(count -> tracks.merge(count, 1L, Long::sum));
    Map<Integer, Double> places = new HashMap<>();
    long below = 0;
    for (Map.Entry<Integer, Long> tie : tracks.entrySet()) {
      places.put(tie.getKey(), (below + tie.getValue() / 2.0) / listeners.size());
      below += tie.getValue();
    }
    return places;
  }

  /**
   * How unevenly the lists show the catalogue, as Gini's coefficient: 0 if every track stands in as
   * many lists, near 1 if a few tracks stand in all. NaN if nothing is listed.
   */
  public static double gini(Collection<List<String>> lists, Collection<String> catalogue, int k) {
    Map<String, Long> shown = new HashMap<>();
    catalogue.forEach(track -> shown.put(track, 0L));
    for (List<String> list : lists) {
      RankingMetrics.cut(list, k)
          .forEach(track -> shown.computeIfPresent(track, (same, times) -> times + 1));
    }
    long[] sorted = shown.values().stream().mapToLong(Long::longValue).sorted().toArray();
    double weighted = 0;
    double sum = 0;
    for (int i = 0; i < sorted.length; i++) {
      weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
      sum += sorted[i];
    }
    return weighted / (sum * sorted.length);
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
