// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** Ranks for every test listener of a split and measures the lists. */
public final class Evaluator {
  /** Listeners in one call of the recommender. */
  private static final int BATCH = 64;

  private final ChronologicalSplit split;
  private final EvaluationOptions options;
  private final TrainingListener progress;
  private final Map<String, TrainingSet.Listener> listeners = new HashMap<>();

  /** Measures lists of length {@code k}; the study's is 50. */
  public Evaluator(ChronologicalSplit split, int k) {
    this(split, k, TrainingListener.SILENT);
  }

  /** Measures lists of length {@code k} and tells how far it is. */
  public Evaluator(ChronologicalSplit split, int k, TrainingListener progress) {
    this(split, EvaluationOptions.ofLength(k), progress);
  }

  /** Measures by these options and tells how far it is. */
  public Evaluator(ChronologicalSplit split, EvaluationOptions options, TrainingListener progress) {
    this.split = split;
    this.options = options;
    this.progress = progress;
    split.train().listeners().forEach(listener -> listeners.put(listener.userId(), listener));
  }

  /**
   * The full ranking over all tracks of the training set, heard ones removed.
   *
   * @param name of the model in reports
   * @param recommender trained on the split's training set
   */
  public EvaluationResult warm(String name, Recommender recommender) {
    return evaluate(name, recommender, split.test(), split.trainTracks());
  }

  /**
   * The ranking over the tracks that nobody had played at the cut but that have a vector. Test
   * tracks without a vector stay in the truth: not having them is the model's loss. Candidates that
   * the model does not know come last, in an order drawn at random: a model that cannot tell tracks
   * apart is worth a guess, not nothing.
   */
  public EvaluationResult cold(String name, Recommender recommender, TrackVectors content) {
    return cold(name, recommender, content.byTrack().keySet());
  }

  /** The same with the tracks that could be listed if nobody had played them. */
  public EvaluationResult cold(String name, Recommender recommender, Collection<String> tracks) {
    Set<String> candidates = new TreeSet<>(tracks);
    candidates.removeAll(split.trainTracks());
    return evaluate(name, new Guessing(recommender, candidates), split.coldTest(), candidates);
  }

  private EvaluationResult evaluate(
      String name,
      Recommender recommender,
      SortedMap<String, List<String>> truth,
      Set<String> candidates) {
    List<History> histories =
        truth.keySet().stream().map(listeners::get).map(TrainingSet.Listener::history).toList();
    return measurement(truth, candidates)
        .run(
            name,
            BATCH,
            (from, to, k) ->
                recommender.recommendAll(histories.subList(from, to), k, candidates::contains),
            progress);
  }

  private Measurement measurement(SortedMap<String, List<String>> truth, Set<String> candidates) {
    List<TestCase> cases = new ArrayList<>();
    truth.forEach(
        (user, tracks) ->
            cases.add(new TestCase(user, Measurement.tracks(listeners.get(user)), tracks)));
    List<Integer> heard = cases.stream().map(test -> test.heard().size()).toList();
    return new Measurement(
        Measure.of(Metric.STANDARD, options.lengths()),
        cases,
        Cohorts.bySize("tracks in the history", heard, options.cohorts()),
        split.train(),
        candidates,
        options.artistOf());
  }
}
