// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the lists of one model show of the catalogue. Popularity is the share of the training
 * listeners who played a track. What cannot be known is NaN.
 *
 * @param coverage the share of the ranked catalogue that stands in at least one list
 * @param popularity the mean popularity of the listed tracks; list by list, as all means here
 * @param ownPopularity the mean popularity of the tracks that the same listeners had heard: a list
 *     above it leads to more popular music than its listener's own
 * @param percentile the mean place of the listed tracks in the popularity order, 1 being the most
 *     popular
 * @param ownPercentile the mean place of the tracks that the listeners had heard
 * @param surprisal the mean self-information of the listed tracks, bits
 * @param gini how unevenly the tracks are shown, 0 to 1
 * @param artists distinct artists per listed track, of the tracks whose artist is known
 * @param artistDiversity the share of the pairs of a list whose artists differ
 */
public record ListStatistics(
    double coverage,
    double popularity,
    double ownPopularity,
    double percentile,
    double ownPercentile,
    double surprisal,
    double gini,
    double artists,
    double artistDiversity) {

  /** Only the coverage is known. */
  static ListStatistics covering(double coverage) {
    double unknown = Double.NaN;
    return new ListStatistics(
        coverage, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown);
  }

  /**
   * Measures lists.
   *
   * @param log popularity is counted in it
   * @param candidates the tracks that could be listed
   * @param histories the tracks that the listener of each list had heard
   * @param artistOf the artists by track
   */
  static ListStatistics of(
      CatalogueMetrics log,
      Set<String> candidates,
      Map<String, String> artistOf,
      List<List<String>> lists,
      List<List<String>> histories,
      int k) {
    List<List<String>> artists =
        lists.stream()
            .map(
                list ->
                    RankingMetrics.cut(list, k).stream()
                        .map(artistOf::get)
                        .filter(Objects::nonNull)
                        .toList())
            .filter(list -> !list.isEmpty())
            .toList();
    int all = Integer.MAX_VALUE;
    return new ListStatistics(
        candidates.isEmpty() ? 0 : CatalogueMetrics.coverage(lists, candidates, k),
        log.popularity(lists, k),
        log.popularity(histories, all),
        log.percentile(lists, k),
        log.percentile(histories, all),
        log.surprisal(lists, k),
        CatalogueMetrics.gini(lists, candidates, k),
        artists.stream().mapToDouble(ListStatistics::distinct).average().orElse(Double.NaN),
        artists.stream()
            .filter(list -> list.size() > 1)
            .mapToDouble(ListStatistics::differingPairs)
            .average()
            .orElse(Double.NaN));
  }

  private static double distinct(List<String> artists) {
    return (double) new HashSet<>(artists).size() / artists.size();
  }

  private static double differingPairs(List<String> artists) {
    long differing = 0;
    for (int i = 0; i < artists.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!artists.get(i).equals(artists.get(j))) {
          differing++;
        }
      }
    }
    return differing * 2.0 / artists.size() / (artists.size() - 1);
  }
}
