// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.Cohorts;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Measurement;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.SplitSummary;
import dev.segue.recommenders.evaluation.TestCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The last discovery of every listener: of the track that a listener played first last, all plays
 * are left out of the training, and so is whatever the listener played after discovering it; it is
 * to be found among all tracks the listener had not heard.
 *
 * <p>Listeners discover at different times, so a model may have learned from others what this one
 * did later: much published work is measured so, and a chronological split is the harder test.
 * Tracks that nobody else played and listeners of a single track train but do not test.
 */
public final class LeaveOneOutProtocol implements Protocol {
  static final String NAME = "leave-one-out";

  /** Listeners in one call of the recommender. */
  private static final int BATCH = 64;

  private static final List<Metric> METRICS = List.of(Metric.HIT_RATE, Metric.NDCG, Metric.MRR);

  private static final Comparator<Interaction> BY_DISCOVERY =
      Comparator.comparingLong((Interaction i) -> i.heard().firstPlayedAt())
          .thenComparing(i -> i.heard().trackId());

  private final TrainingSet train;
  private final Set<String> tracks;
  private final List<History> histories = new ArrayList<>();
  private final List<TestCase> cases = new ArrayList<>();
  private final SplitSummary summary;
  private final Measurement measurement;

  /** Evaluates on this log. */
  public LeaveOneOutProtocol(TrainingSet all, EvaluationOptions options) {
    Map<String, String> leftOut = new HashMap<>();
    train = new TrainingSet(all.listeners().stream().map(l -> without(l, leftOut)).toList());
    tracks = train.firstPlays().keySet();
    for (TrainingSet.Listener listener : train.listeners()) {
      String track = leftOut.get(listener.userId());
      if (track != null && tracks.contains(track)) {
        histories.add(listener.history());
        cases.add(new TestCase(listener.userId(), Measurement.tracks(listener), List.of(track)));
      }
    }
    long newest = all.newestPlay();
    summary =
        new SplitSummary(
            train.plays(),
            train.listeners().size(),
            tracks.size(),
            cases.size(),
            cases.size(),
            newest + (newest == Long.MAX_VALUE ? 0 : 1));
    measurement =
        new Measurement(
            Measure.of(METRICS, options.lengths()),
            cases,
            Cohorts.bySize(
                "tracks in the history",
                cases.stream().map(test -> test.heard().size()).toList(),
                options.cohorts()),
            train,
            tracks,
            options.artistOf());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "Which track did the listener discover last? Trained on %,d plays of %,d listeners and %,d"
            + " tracks; tested on the last discovery of %,d listeners. Heard tracks are not"
            + " ranked.",
        summary.trainPlays(),
        summary.trainUsers(),
        summary.trainTracks(),
        summary.testUsers());
  }

  @Override
  public SplitSummary summary() {
    return summary;
  }

  @Override
  public TrainingSet train() {
    return train;
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
        (from, to, k) -> recommender.recommendAll(histories.subList(from, to), k, tracks::contains),
        progress);
  }

  private static TrainingSet.Listener without(
      TrainingSet.Listener listener, Map<String, String> leftOut) {
    Optional<HeardTrack> last =
        listener.interactions().stream().max(BY_DISCOVERY).map(Interaction::heard);
    if (last.isEmpty() || listener.interactions().size() < 2) {
      return listener;
    }
    String track = last.get().trackId();
    leftOut.put(listener.userId(), track);
    TrainingSet.Listener others =
        new TrainingSet.Listener(
            listener.userId(),
            listener.interactions().stream()
                .filter(interaction -> !interaction.heard().trackId().equals(track))
                .toList());
    // Tracks that were discovered at the same moment stay: the order among them is arbitrary.
    return ChronologicalSplit.until(others, last.get().firstPlayedAt());
  }
}
