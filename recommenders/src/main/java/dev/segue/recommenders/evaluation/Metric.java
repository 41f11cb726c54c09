// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Collection;
import java.util.List;

/** The measures of an evaluation. */
public enum Metric {
  /** {@link RankingMetrics#hitRate}. */
  HIT_RATE("hitRate", "HitRate", RankingMetrics::hitRate),
  /** {@link RankingMetrics#recall}. */
  RECALL("recall", "Recall", RankingMetrics::recall),
  /** {@link RankingMetrics#ndcg}. */
  NDCG("ndcg", "NDCG", RankingMetrics::ndcg),
  /** {@link RankingMetrics#mrr}. */
  MRR("mrr", "MRR", RankingMetrics::mrr),
  /** {@link RankingMetrics#precision}. */
  PRECISION("precision", "Precision", RankingMetrics::precision),
  /** {@link RankingMetrics#f1}. */
  F1("f1", "F1", RankingMetrics::f1);

  /** What the reference study reports. */
  public static final List<Metric> STANDARD = List.of(HIT_RATE, RECALL, NDCG, MRR, PRECISION);

  private final String key;
  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // All are references to static methods.
  private final Formula formula;

  @FunctionalInterface
  private interface Formula {
    double of(List<String> list, Collection<String> truth, int k);
  }

  Metric(String key, String label, Formula formula) {
    this.key = key;
    this.label = label;
    this.formula = formula;
  }

  /** The name in JSON and in an artifact's metrics. */
  public String key() {
    return key;
  }

  /** The name for people. */
  public String label() {
    return label;
  }

  /** The value of one list; a listener without a list counts as zero. */
  double of(List<String> list, Collection<String> truth, int k) {
    return list.isEmpty() ? 0 : formula.of(list, truth, k);
  }
}
