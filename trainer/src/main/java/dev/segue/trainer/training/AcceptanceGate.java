// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.PairedComparison;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * Decides whether a candidate replaces the active release.
 *
 * <p>History is cut at a time that the active release has not seen beyond. The challenger, the same
 * algorithm trained on what came before, and the champion, the active release as it is, are asked
 * for lists, and both are compared with what the listeners played for the first time afterwards.
 * The candidate is rejected only if the challenger is worse beyond doubt: if the 95 % interval of
 * the paired difference in NDCG lies below zero.
 */
final class AcceptanceGate {
  private static final List<Metric> MEASURED = List.of(Metric.HIT_RATE, Metric.RECALL, Metric.NDCG);

  private final Duration window;
  private final int minListeners;
  private final int length;

  AcceptanceGate(Duration window, int minListeners, int length) {
    this.window = window;
    this.minListeners = minListeners;
    this.length = length;
  }

  /** The active release, loaded. */
  record Champion(long version, Instant trainedThrough, Recommender recommender) {}

  /** Judges a training on this history. */
  Verdict judge(Training training, TrainingSet data, Optional<Champion> champion)
      throws IOException, InterruptedException {
    long at = splitTime(data, champion);
    ChronologicalSplit split = ChronologicalSplit.of(data, at);
    Map<String, Double> metrics = new TreeMap<>();
    int listeners = split.test().size();
    metrics.put("testListeners", (double) listeners);
    if (listeners == 0) {
      return new Verdict(true, tooFew(0), metrics);
    }
    Evaluator evaluator = new Evaluator(split, length, training.log("gate").stopping());
    EvaluationResult challenger = challenger(training, split, evaluator);
    MEASURED.forEach(m -> put(metrics, m.key(), challenger.estimate(m)));
    if (champion.isEmpty()) {
      return new Verdict(true, "there is no active release to compare with", metrics);
    }
    EvaluationResult active = measured(evaluator, "champion", champion.get().recommender());
    PairedComparison comparison = PairedComparison.of(challenger, active, Metric.NDCG);
    put(metrics, "championNdcg", active.estimate(Metric.NDCG));
    put(metrics, "ndcgDifference", comparison.difference());
    if (listeners < minListeners) {
      return new Verdict(true, tooFew(listeners), metrics);
    }
    return new Verdict(
        !comparison.worse(), compared(comparison, listeners, champion.get().version()), metrics);
  }

  private long splitTime(TrainingSet data, Optional<Champion> champion) {
    long windowBegins = data.newestPlay() - window.toMillis();
    long unseen = champion.map(c -> c.trainedThrough().toEpochMilli() + 1).orElse(windowBegins);
    return Math.max(unseen, windowBegins);
  }

  private static EvaluationResult challenger(
      Training training, ChronologicalSplit split, Evaluator evaluator)
      throws IOException, InterruptedException {
    try (Recommender challenger = training.before(split)) {
      return measured(evaluator, "challenger", challenger);
    }
  }

  private static EvaluationResult measured(Evaluator evaluator, String name, Recommender model)
      throws InterruptedException {
    try {
      return evaluator.warm(name, model);
    } catch (CancellationException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    }
  }

  private String tooFew(int listeners) {
    return "only %d listeners have plays to test on, fewer than the %d of trainer.gate.min-listeners"
        .formatted(listeners, minListeners);
  }

  private String compared(PairedComparison comparison, int listeners, long version) {
    Estimate difference = comparison.difference();
    return String.format(
        Locale.ROOT,
        "NDCG@%d differs from that of release %d by %+.4f [%+.4f, %+.4f] over %d listeners",
        length,
        version,
        difference.mean(),
        difference.low(),
        difference.high(),
        listeners);
  }

  private static void put(Map<String, Double> metrics, String key, Estimate estimate) {
    metrics.put(key, estimate.mean());
    // One listener gives no interval.
    if (estimate.count() > 1) {
      metrics.put(key + ".low", estimate.low());
      metrics.put(key + ".high", estimate.high());
    }
  }
}
