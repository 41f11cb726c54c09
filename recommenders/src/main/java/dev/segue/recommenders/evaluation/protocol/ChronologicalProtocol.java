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

/**
 * What comes next: plays before a moment train; the known tracks that known listeners play for the
 * first time afterwards are to be found among all known tracks they had not heard.
 */
public final class ChronologicalProtocol implements Protocol {
  static final String NAME = "chronological";

  private final ChronologicalSplit split;
  private final EvaluationOptions options;

  /** Evaluates on this split. */
  public ChronologicalProtocol(ChronologicalSplit split, EvaluationOptions options) {
    this.split = split;
    this.options = options;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return Descriptions.of(
            "Which known tracks do known listeners play for the first time after the cut?",
            summary())
        + " Heard tracks are not ranked.";
  }

  @Override
  public SplitSummary summary() {
    return split.summary();
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
    return new Evaluator(split, options, progress).warm(model, recommender);
  }
}
