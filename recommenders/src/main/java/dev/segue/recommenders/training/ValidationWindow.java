// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.RankingMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The end of a training set, held back to tell when to stop: what some listeners played for the
 * first time in its last days. Everything else, the same days of all other listeners included,
 * stays in the training: a model that never saw the last days would be a stale one.
 */
public final class ValidationWindow {
  /** Listeners in one call of the recommender. */
  private static final int BATCH = 64;

  /** A window is at most this share of the time that the set spans. */
  private static final int SHARE = 10;

  private final TrainingSet train;
  private final SortedMap<String, History> histories = new TreeMap<>();
  private final SortedMap<String, List<String>> truth;

  private ValidationWindow(TrainingSet train, SortedMap<String, List<String>> truth) {
    this.train = train;
    this.truth = truth;
    for (TrainingSet.Listener listener : train.listeners()) {
      if (truth.containsKey(listener.userId())) {
        histories.put(listener.userId(), listener.history());
      }
    }
  }

  /**
   * Holds back a window.
   *
   * @param length of the window; no more than a tenth of the time from first to last play is taken
   * @param listeners the most listeners whose plays are held back
   * @param seed of their choice
   */
  public static ValidationWindow of(TrainingSet data, Duration length, int listeners, long seed) {
    if (data.listeners().isEmpty()) {
      return new ValidationWindow(data, new TreeMap<>());
    }
    long newest = data.newestPlay();
    long oldest = data.firstPlays().values().stream().mapToLong(Long::longValue).min().orElse(0);
    long window = Math.min(length.toMillis(), (newest - oldest) / SHARE);
    ChronologicalSplit split = ChronologicalSplit.of(data, newest - window);
    SortedMap<String, List<String>> truth = sample(split.test(), listeners, seed);
    Map<String, TrainingSet.Listener> before = new TreeMap<>();
    split.train().listeners().forEach(listener -> before.put(listener.userId(), listener));
    TrainingSet train =
        new TrainingSet(
            data.listeners().stream()
                .map(
                    listener ->
                        truth.containsKey(listener.userId())
                            ? before.get(listener.userId())
                            : listener)
                .toList());
    return new ValidationWindow(train, truth);
  }

  /** The set without what is held back. */
  public TrainingSet train() {
    return train;
  }

  /** The number of listeners that are measured; 0 if nothing could be held back. */
  public int listeners() {
    return truth.size();
  }

  /**
   * The mean NDCG@k of a recommender on the listeners; NaN if there is none.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  public double ndcg(Recommender recommender, int k) throws InterruptedException {
    List<String> users = List.copyOf(truth.keySet());
    double sum = 0;
    for (int from = 0; from < users.size(); from += BATCH) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while validating");
      }
      List<String> batch = users.subList(from, Math.min(users.size(), from + BATCH));
      List<List<ScoredTrack>> lists =
          recommender.recommendAll(batch.stream().map(histories::get).toList(), k, TrackFilter.ALL);
      for (int i = 0; i < batch.size(); i++) {
        List<String> list = lists.get(i).stream().map(ScoredTrack::trackId).toList();
        sum += list.isEmpty() ? 0 : RankingMetrics.ndcg(list, truth.get(batch.get(i)), k);
      }
    }
    return sum / users.size();
  }

  private static SortedMap<String, List<String>> sample(
      SortedMap<String, List<String>> test, int listeners, long seed) {
    List<String> users = new ArrayList<>(test.keySet());
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> draw = new TreeMap<>();
    users.forEach(user -> draw.put(user, random.nextLong()));
    users.sort(Comparator.comparing(draw::get));
    Set<String> chosen = new HashSet<>(users.subList(0, Math.min(listeners, users.size())));
    SortedMap<String, List<String>> sample = new TreeMap<>();
    chosen.forEach(user -> sample.put(user, test.get(user)));
    return sample;
  }
}
