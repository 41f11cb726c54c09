// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Cohorts;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Measurement;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.SplitSummary;
import dev.segue.recommenders.evaluation.TestCase;
import java.util.List;

/**
 * The profile protocol of the gSASRec music study: what a listener plays for at least 30 s is
 * positive, and the positive tracks after the cut, ranked by the lower end of the Wilson interval
 * of how far they were played through, are the profile to be found.
 *
 * <p>Where the study is silent, this is how we read it: models train on positive plays alone;
 * tracks with too few listeners go first, then listeners with too few tracks; the profile holds
 * only what its listener had not played positively before, since heard tracks are not ranked; all
 * tracks of the training set are candidates; precision and recall are of the whole profile, as long
 * as {@link ProfileSettings#profileLength} lets it be, at every length of lists; cohorts go by the
 * number of positive tracks in training.
 */
public final class ProfileProtocol implements Protocol {
  static final String NAME = "profile";

  /** Listeners in one call of the recommender. */
  private static final int BATCH = 64;

  private static final List<Metric> METRICS =
      List.of(Metric.F1, Metric.PRECISION, Metric.RECALL, Metric.NDCG);

  private final ProfileSplit split;
  private final ProfileSettings settings;
  private final SplitSummary summary;
  private final List<History> histories;
  private final Measurement measurement;

  /**
   * Cuts a log.
   *
   * @param at ms since 1970
   * @throws IllegalArgumentException if no play tells how long it was
   */
  public ProfileProtocol(
      Iterable<Play> plays, long at, ProfileSettings settings, EvaluationOptions options) {
    this.split = new ProfileSplit(plays, at, settings);
    this.settings = settings;
    List<TrainingSet.Listener> listeners = split.testListeners();
    List<TestCase> cases = listeners.stream().map(split::testCase).toList();
    this.histories = listeners.stream().map(TrainingSet.Listener::history).toList();
    this.summary =
        new SplitSummary(
            split.train().plays(),
            split.train().listeners().size(),
            split.tracks().size(),
            cases.size(),
            cases.stream().mapToInt(test -> test.truth().size()).sum(),
            at);
    this.measurement =
        new Measurement(
            Measure.of(METRICS, options.lengths()),
            cases,
            Cohorts.bySize(
                "profile tracks in training",
                cases.stream().map(test -> test.heard().size()).toList(),
                options.cohorts()),
            split.train(),
            split.tracks(),
            options.artistOf());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return Descriptions.of(
            "Which new tracks does a listener play for %d s or more after the cut?"
                .formatted(settings.positive().toSeconds()),
            summary)
        + " Such plays alone train, of tracks with %d listeners and of listeners with %d tracks or more."
            .formatted(settings.minListeners(), settings.minPositives());
  }

  @Override
  public SplitSummary summary() {
    return summary;
  }

  @Override
  public TrainingSet train() {
    return split.train();
  }

  @Override
  public List<Measure> measures() {
    return measurement.measures();
  }

  @Override
  public EvaluationResult evaluate(
      String model, Recommender recommender, TrainingListener progress) {
    return measurement.run(
        model,
        BATCH,
        (from, to, k) ->
            recommender.recommendAll(histories.subList(from, to), k, split.tracks()::contains),
        progress);
  }
}
