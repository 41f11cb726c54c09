// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.SplitSummary;
import java.util.List;
import java.util.Set;

/**
 * New tracks alone: the tracks that nobody had played before a moment are ranked among themselves,
 * by {@link Evaluator#cold}.
 */
public final class ColdItemsProtocol implements Protocol {
  static final String NAME = "cold-items";

  private final ChronologicalSplit split;
  private final Set<String> tracks;
  private final EvaluationOptions options;

  /**
   * Evaluates on this split.
   *
   * @param tracks the tracks that have content; where several backbones are compared, the same for
   *     all, so that all rank the same candidates
   */
  public ColdItemsProtocol(
      ChronologicalSplit split, Set<String> tracks, EvaluationOptions options) {
    this.split = split;
    this.tracks = Set.copyOf(tracks);
    this.options = options;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return Descriptions.of(
            "Which of the tracks that nobody had played before the cut do known listeners play"
                + " after it?",
            summary())
        + " Only such tracks are ranked; a model that cannot score them guesses.";
  }

  @Override
  public SplitSummary summary() {
    return split.coldSummary();
  }

  @Override
  public TrainingSet train() {
    return split.train();
  }

  @Override
  public List<Measure> measures() {
    return Measure.of(Metric.STANDARD, options.lengths());
  }

  @Override
  public Measure main() {
    return new Measure(Metric.NDCG, options.lengths().get(0));
  }

  @Override
  public EvaluationResult evaluate(
      String model, Recommender recommender, TrainingListener progress) {
    return new Evaluator(split, options, progress).cold(model, recommender, tracks);
  }
}
