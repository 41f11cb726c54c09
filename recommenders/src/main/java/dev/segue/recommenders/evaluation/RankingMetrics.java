// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How good one ranked list is, given the tracks that turned out to be right. The definitions are
 * those of rs_metrics 0.6.0, which the reference study uses; every list is cut to its first {@code
 * k}, {@code truth} must not be empty.
 */
public final class RankingMetrics {
  private RankingMetrics() {}

  /** 1 if any listed track is right, else 0. */
  public static double hitRate(List<String> list, Collection<String> truth, int k) {
    return hits(list, truth, k) > 0 ? 1 : 0;
  }

  /**
   * The share of the listed tracks that are right: of those listed, not of {@code k}. NaN if the
   * list is empty.
   */
  public static double precision(List<String> list, Collection<String> truth, int k) {
    return (double) hits(list, truth, k) / Math.min(k, list.size());
  }

  /** The share of the right tracks that are listed; a track that is right twice counts twice. */
  public static double recall(List<String> list, Collection<String> truth, int k) {
    Set<String> listed = new HashSet<>(cut(list, k));
    return (double) truth.stream().filter(listed::contains).count() / truth.size();
  }

  /** One over the rank of the first right track; 0 if there is none. */
  public static double mrr(List<String> list, Collection<String> truth, int k) {
    Set<String> right = new HashSet<>(truth);
    int rank = 1;
    for (String track : cut(list, k)) {
      if (right.contains(track)) {
        return 1.0 / rank;
      }
      rank++;
    }
    return 0;
  }

  /** Gains of 1, discounted by log2(rank + 1), over those of the best possible list. */
  public static double ndcg(List<String> list, Collection<String> truth, int k) {
    Set<String> right = new HashSet<>(truth);
    double gained = 0;
    int rank = 1;
    for (String track : cut(list, k)) {
      if (right.contains(track)) {
        gained += discount(rank);
      }
      rank++;
    }
    double ideal = 0;
    for (int best = 1; best <= Math.min(right.size(), k); best++) {
      ideal += discount(best);
    }
    return gained / ideal;
  }

  /** The harmonic mean of precision and recall; 0 if nothing listed is right. */
  public static double f1(List<String> list, Collection<String> truth, int k) {
    if (hits(list, truth, k) == 0) {
      return 0;
    }
    double precision = precision(list, truth, k);
    double recall = recall(list, truth, k);
    return 2 * precision * recall / (precision + recall);
  }

  /** The sum of the precisions at each hit, over the number of right tracks (not over k). */
  public static double averagePrecision(List<String> list, Collection<String> truth, int k) {
    Set<String> right = new HashSet<>(truth);
    double sum = 0;
    int hits = 0;
    int rank = 1;
    for (String track : cut(list, k)) {
      if (right.contains(track)) {
        hits++;
        sum += (double) hits / rank;
      }
      rank++;
    }
    return sum / truth.size();
  }

  static List<String> cut(List<String> list, int k) {
    return list.subList(0, Math.min(k, list.size()));
  }

  private static long hits(List<String> list, Collection<String> truth, int k) {
    return cut(list, k).stream().filter(new HashSet<>(truth)::contains).count();
  }

  private static double discount(int rank) {
    return Math.log(2) / Math.log(rank + 1.0);
  }
}
