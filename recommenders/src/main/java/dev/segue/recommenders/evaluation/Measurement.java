// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures ranked lists against the right answers: what all protocols share. Thread-safe. */
public final class Measurement {
  private final List<Measure> measures;
  private final List<TestCase> cases;
  private final Cohorts cohorts;
  private final CatalogueMetrics log;
  private final Set<String> candidates;
  private final Map<String, String> artistOf;

  /**
   * Measures these cases.
   *
   * @param measures the first one's length is the result's own {@code k}
   * @param cohorts of the cases
   * @param train popularity is counted in it
   * @param candidates the tracks that can be listed
   * @param artistOf the artists by track, as far as they are known
   */
  public Measurement(
      List<Measure> measures,
      List<TestCase> cases,
      Cohorts cohorts,
      TrainingSet train,
      Set<String> candidates,
      Map<String, String> artistOf) {
    this.measures = List.copyOf(measures);
    this.cases = List.copyOf(cases);
    this.cohorts = cohorts;
    this.log = new CatalogueMetrics(heard(train));
    this.candidates = candidates;
    this.artistOf = Map.copyOf(artistOf);
  }

  /** The measures that are taken. */
  public List<Measure> measures() {
    return measures;
  }

  /** Answers some cases at once. */
  @FunctionalInterface
  public interface Ranker {
    /**
     * Ranks for the cases from {@code from} to before {@code to}.
     *
     * @param k the length of the lists
     */
    List<List<ScoredTrack>> rank(int from, int to, int k);
  }

  /**
   * Asks a model and measures its lists.
   *
   * @param batch cases in one call
   */
  public EvaluationResult run(String model, int batch, Ranker ranker, TrainingListener progress) {
    int length = measures.stream().mapToInt(Measure::k).max().orElseThrow();
    long start = System.nanoTime();
    List<List<String>> lists = new ArrayList<>();
    for (int from = 0; from < cases.size(); from += batch) {
      ranker.rank(from, Math.min(cases.size(), from + batch), length).stream()
          .map(list -> list.stream().map(ScoredTrack::trackId).toList())
          .forEach(lists::add);
      if (lists.size() != Math.min(cases.size(), from + batch)) {
        throw new IllegalStateException(
            model + " gave another number of lists than it was asked for");
      }
      progress.progress(model, lists.size(), cases.size());
    }
    return of(model, lists, (System.nanoTime() - start) / 1e9);
  }

  private EvaluationResult of(String model, List<List<String>> lists, double seconds) {
    Map<Measure, double[]> values = new LinkedHashMap<>();
    for (Measure measure : measures) {
      double[] column = new double[cases.size()];
      for (int i = 0; i < column.length; i++) {
        column[i] = measure.metric().of(lists.get(i), cases.get(i).truth(), measure.k());
      }
      values.put(measure, column);
    }
    int k = measures.get(0).k();
    List<List<String>> histories = cases.stream().map(TestCase::heard).toList();
    return new EvaluationResult(
        model,
        k,
        cases.stream().map(TestCase::userId).toList(),
        values,
        cohorts,
        ListStatistics.of(log, candidates, artistOf, lists, histories, k),
        0,
        seconds,
        List.of());
  }

  private static Collection<List<String>> heard(TrainingSet train) {
    return train.listeners().stream().map(Measurement::tracks).toList();
  }

  /** The tracks of one listener. */
  public static List<String> tracks(TrainingSet.Listener listener) {
    return listener.interactions().stream()
        .map(Interaction::heard)
        .map(heard -> heard.trackId())
        .toList();
  }
}
