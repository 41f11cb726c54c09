// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.RankingMetrics;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The end of a training set, held back to tell when to stop: what some listeners played in its last
 * days. They are measured on the tracks that were new to them. Everything else, the same days of
 * all other listeners included, stays in the training: a model that never saw the last days would
 * be a stale one.
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
   * Holds back a window for a training that starts afresh.
   *
   * @param length of the window; no more than a tenth of the time from first to last play is taken
   * @param listeners the most listeners whose plays are held back
   * @param seed of their choice
   */
  public static ValidationWindow of(TrainingSet data, Duration length, int listeners, long seed) {
    return of(data, TrainingRun.SILENT, length, listeners, seed);
  }

  /**
   * Holds back a window. Where the run starts from a previous model, nothing is measured on plays
   * which that model, or those it started from in turn, may have been trained on: it would know
   * them by heart, and each epoch on other plays would seem to make it worse.
   *
   * <p>Windows follow each other: whoever was active in the earlier one had its plays held back
   * then too, if there were others before them. So a listener is measured if there are plays from
   * before the earliest window that overlaps with this one. (Where more are active than {@code
   * listeners}, the choice goes by a hash of the id, and nearly all are the same ones again.)
   *
   * @param length of the window; no more than a tenth of the time from first to last play is taken
   * @param listeners the most listeners whose plays are held back
   * @param seed of their choice
   */
  public static ValidationWindow of(
      TrainingSet data, TrainingRun run, Duration length, int listeners, long seed) {
    if (data.listeners().isEmpty()) {
      return new ValidationWindow(data, new TreeMap<>());
    }
    long newest = data.newestPlay();
    long oldest = data.oldestPlay();
    long window = Math.min(length.toMillis(), (newest - oldest) / SHARE);
    long at = newest - window;
    ChronologicalSplit split = ChronologicalSplit.of(data, at);
    Set<String> heldBack = sample(active(data, at), listeners, seed);
    SortedMap<String, List<String>> truth = new TreeMap<>(split.test());
    truth.keySet().retainAll(heldBack);
    if (run.previous().isPresent()) {
      truth.keySet().removeAll(newcomers(data, at - window));
    }
    return new ValidationWindow(without(data, split, heldBack), truth);
  }

  private static TrainingSet without(
      TrainingSet data, ChronologicalSplit split, Set<String> heldBack) {
    Map<String, TrainingSet.Listener> before = new TreeMap<>();
    split.train().listeners().forEach(listener -> before.put(listener.userId(), listener));
    return new TrainingSet(
        data.listeners().stream()
            .map(
                listener ->
                    heldBack.contains(listener.userId()) ? before.get(listener.userId()) : listener)
            .toList());
  }

  /** The set without what is held back. */
  public TrainingSet train() {
    return train;
  }

  /** The number of listeners that are measured; 0 if nothing could be held back. */
  public int listeners() {
    return truth.size();
  }

  /** What is asked for, by listener. */
  SortedMap<String, List<String>> truth() {
    return truth;
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

  /** Who has played something on both sides of a time. */
  private static Set<String> active(TrainingSet data, long at) {
    Set<String> active = new HashSet<>();
    for (TrainingSet.Listener listener : data.listeners()) {
      if (heard(listener).anyMatch(track -> track.lastPlayedAt() >= at)) {
        active.add(listener.userId());
      }
    }
    active.removeAll(newcomers(data, at));
    return active;
  }

  /** Who has played nothing before a time. */
  private static Set<String> newcomers(TrainingSet data, long before) {
    return data.listeners().stream()
        .filter(listener -> heard(listener).allMatch(track -> track.firstPlayedAt() >= before))
        .map(TrainingSet.Listener::userId)
        .collect(Collectors.toSet());
  }

  private static Stream<HeardTrack> heard(TrainingSet.Listener listener) {
    return listener.interactions().stream().map(Interaction::heard);
  }

  private static Set<String> sample(Set<String> users, int listeners, long seed) {
    return users.stream()
        .sorted(
            Comparator.comparingLong((String user) -> draw(user, seed))
                .thenComparing(Comparator.naturalOrder()))
        .limit(listeners)
        .collect(Collectors.toSet());
  }

  /** Depends on nobody else, so that it stays the same while others come and go. */
  private static long draw(String user, long seed) {
    return new SplittableRandom(seed * 31 + user.hashCode()).nextLong();
  }
}
