// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.EnumMap;
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
  private final int k;
  private final TrainingListener progress;
  private final Map<String, TrainingSet.Listener> listeners = new HashMap<>();

  /** Measures lists of length {@code k}; the study's is 50. */
  public Evaluator(ChronologicalSplit split, int k) {
    this(split, k, TrainingListener.SILENT);
  }

  /** Measures lists of length {@code k} and tells how far it is. */
  public Evaluator(ChronologicalSplit split, int k, TrainingListener progress) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; measure lists of 1 track or more");
    }
    this.split = split;
    this.k = k;
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
    Set<String> candidates = new TreeSet<>(content.byTrack().keySet());
    candidates.removeAll(split.trainTracks());
    return evaluate(name, new Guessing(recommender, candidates), split.coldTest(), candidates);
  }

  private EvaluationResult evaluate(
      String name,
      Recommender recommender,
      SortedMap<String, List<String>> truth,
      Set<String> candidates) {
    long start = System.nanoTime();
    List<String> users = List.copyOf(truth.keySet());
    List<List<String>> lists = new ArrayList<>();
    for (int from = 0; from < users.size(); from += BATCH) {
      List<String> batch = users.subList(from, Math.min(users.size(), from + BATCH));
      lists.addAll(rank(recommender, batch, candidates::contains));
      progress.progress(name, lists.size(), users.size());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double coverage = candidates.isEmpty() ? 0 : CatalogueMetrics.coverage(lists, candidates, k);
    return new EvaluationResult(name, k, users, values(users, lists, truth), coverage, seconds);
  }

  private List<List<String>> rank(
      Recommender recommender, List<String> users, TrackFilter candidates) {
    List<History> histories =
        users.stream().map(listeners::get).map(TrainingSet.Listener::history).toList();
    return recommender.recommendAll(histories, k, candidates).stream()
        .map(list -> list.stream().map(ScoredTrack::trackId).toList())
        .toList();
  }

  private Map<Metric, double[]> values(
      List<String> users, List<List<String>> lists, SortedMap<String, List<String>> truth) {
    Map<Metric, double[]> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      double[] column = new double[users.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = metric.of(lists.get(i), truth.get(users.get(i)), k);
      }
      values.put(metric, column);
    }
    return values;
  }
}
