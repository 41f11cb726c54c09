// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Trains models on a split and measures them, without Kafka. */
public final class OfflineEvaluation {
  private final List<Algorithm> algorithms;
  private final int k;
  private final long seed;
  private final Progress progress;

  /**
   * Prepares the evaluation of these algorithms.
   *
   * @throws IllegalArgumentException if a name is unknown or k is below 1
   */
  public OfflineEvaluation(List<String> names, int k, long seed, Progress progress) {
    this.algorithms = names.stream().map(Algorithms::named).toList();
    this.k = k;
    this.seed = seed;
    this.progress = progress;
  }

  /** Full ranking over the known tracks, in the order of the names. */
  public List<EvaluationResult> warm(ChronologicalSplit split, TrackVectors vectors)
      throws InterruptedException {
    return run(split, vectors, false);
  }

  /** Ranking over the tracks that nobody had played yet. */
  public List<EvaluationResult> cold(ChronologicalSplit split, TrackVectors vectors)
      throws InterruptedException {
    return run(split, vectors, true);
  }

  /**
   * One model as serving would run it at the cut: trained up to the newest play, as the trainer
   * does, which knows of no cut; every track with a vector is a candidate, also those that nobody
   * has played.
   */
  public EvaluationResult asServed(String model, ChronologicalSplit split, TrackVectors vectors)
      throws InterruptedException {
    Algorithm algorithm = Algorithms.named(model);
    AlgorithmSettings settings = new AlgorithmSettings(seed, Map.of());
    try (Recommender recommender =
        algorithm.train(split.train(), vectors, settings, TrainingListener.SILENT)) {
      return new Evaluator(split, k).warm(model, new WholeCatalogue(recommender));
    }
  }

  private Recommender train(Algorithm algorithm, ChronologicalSplit split, TrackVectors vectors)
      throws InterruptedException {
    return algorithm.train(
        split.train(),
        vectors,
        algorithm.cutAt(split.at(), new AlgorithmSettings(seed, Map.of())),
        TrainingListener.SILENT);
  }

  private List<EvaluationResult> run(ChronologicalSplit split, TrackVectors vectors, boolean cold)
      throws InterruptedException {
    Evaluator evaluator = new Evaluator(split, k);
    List<EvaluationResult> results = new ArrayList<>();
    try (Progress.Task task = progress.begin("evaluate", algorithms.size(), "models")) {
      for (Algorithm algorithm : algorithms) {
        long start = System.nanoTime();
        try (Recommender model = train(algorithm, split, vectors)) {
          EvaluationResult result =
              cold
                  ? evaluator.cold(algorithm.name(), model, vectors)
                  : evaluator.warm(algorithm.name(), model);
          results.add(result.withSeconds((System.nanoTime() - start) / 1e9));
        }
        task.step(1);
      }
    }
    return results;
  }
}
