// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.SplitSummary;
import java.util.List;

/** A way to evaluate: what a model is trained on and what it is asked. Thread-safe. */
public interface Protocol {
  /** Its name on the command line. */
  String name();

  /** What is measured on how much, in a sentence or two for people. */
  String description();

  /** The sizes. */
  SplitSummary summary();

  /** What the models are trained on. */
  TrainingSet train();

  /** What is measured. */
  List<Measure> measures();

  /** The measure that stands for all where only one can be shown. */
  default Measure main() {
    return measures().get(0);
  }

  /**
   * Measures a model.
   *
   * @param model its name in reports
   * @param recommender trained on {@link #train}
   * @param progress hears how many of the test cases are done
   */
  EvaluationResult evaluate(String model, Recommender recommender, TrainingListener progress);

  /** The settings with which an algorithm is trained here. */
  default AlgorithmSettings cut(Algorithm algorithm, AlgorithmSettings settings) {
    return algorithm.cutAt(summary().at(), settings);
  }

  /**
   * Trains and measures; the result has the time of both and the learning curve.
   *
   * @throws InterruptedException if the thread was interrupted while it trained
   */
  default EvaluationResult run(
      String model,
      Algorithm algorithm,
      TrackVectors content,
      AlgorithmSettings settings,
      TrainingRun run)
      throws InterruptedException {
    LearningCurve curve = new LearningCurve(run.listener());
    TrainingRun observed = new TrainingRun(curve, run.checkpoints(), run.previous());
    long start = System.nanoTime();
    try (Recommender recommender =
        algorithm.train(train(), content, cut(algorithm, settings), observed)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      return evaluate(model, recommender, run.listener()).trainedIn(seconds, curve.points());
    }
  }
}
