// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.History;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the lists of some listeners anew and writes down what changed. Used by one task. */
final class Recomputer {
  private static final Logger LOG = LoggerFactory.getLogger(Recomputer.class);

  private final TaskStores stores;
  private final TrackFilter recommendable;
  private final ListMaker maker;
  private final int k;
  private final Meters meters;
  private final BiConsumer<String, Recommendations> output;

  /**
   * Works on the stores of a task.
   *
   * @param recommendable which tracks may stand in a list
   * @param k how many tracks a list holds
   * @param output takes every list that changed; null: the listener is no more
   */
  Recomputer(
      TaskStores stores,
      TrackFilter recommendable,
      ListMaker maker,
      int k,
      Meters meters,
      BiConsumer<String, Recommendations> output) {
    this.stores = stores;
    this.recommendable = recommendable;
    this.maker = maker;
    this.k = k;
    this.meters = meters;
    this.output = output;
  }

  /** Makes these lists, each with the model of its listener, if there is one. */
  void recompute(Lineup lineup, List<Pending.Mark> marks, long now) {
    Map<Optional<Served>, List<Pending.Mark>> byModel = new LinkedHashMap<>();
    for (Pending.Mark mark : marks) {
      byModel.computeIfAbsent(lineup.of(mark.userId()), m -> new ArrayList<>()).add(mark);
    }
    byModel.forEach((model, theirs) -> recompute(lineup.experiment(), model, theirs, now));
  }

  private void recompute(
      Experiment experiment, Optional<Served> model, List<Pending.Mark> marks, long now) {
    List<History> histories =
        marks.stream().map(mark -> HistoryReader.read(stores.histories(), mark.userId())).toList();
    if (model.isEmpty()) {
      histories.forEach(this::remember);
      return;
    }
    Task task = new Task(experiment, model.get(), now);
    try {
      recompute(task, marks, histories);
    } catch (RuntimeException e) {
      LOG.warn("{} could not make {} lists together", model.get(), marks.size(), e);
      oneByOne(task, marks, histories);
    }
  }

  /** What lists are made with, and when. */
  private record Task(Experiment experiment, Served model, long now) {}

  /** Without a model: the first release finds the listener by the summary. */
  private void remember(History history) {
    if (history.tracks().isEmpty()) {
      forget(history.userId());
    } else {
      byte[] summary = Summary.withoutModel(history.version()).toBytes();
      stores.summaries().put(history.userId(), summary);
    }
  }

  private void oneByOne(Task task, List<Pending.Mark> marks, List<History> histories) {
    for (int i = 0; i < marks.size(); i++) {
      try {
        recompute(task, marks.subList(i, i + 1), histories.subList(i, i + 1));
      } catch (RuntimeException e) {
        // The listener keeps the list before; the next play or release tries again.
        meters.recomputeFailure();
        LOG.error("{} could not make a list", task.model(), e);
      }
    }
  }

  private void recompute(Task task, List<Pending.Mark> marks, List<History> histories) {
    long start = System.nanoTime();
    List<List<ScoredTrack>> lists =
        task.model().recommender().recommendAll(histories, k, recommendable);
    List<float[]> profiles = ListMaker.profiles(task.model(), histories);
    for (int i = 0; i < lists.size(); i++) {
      write(task, marks.get(i), histories.get(i), lists.get(i), profiles.get(i));
    }
    meters.recomputed(lists.size(), System.nanoTime() - start);
  }

  private void write(
      Task task, Pending.Mark mark, History history, List<ScoredTrack> list, float[] profile) {
    Served model = task.model();
    String userId = history.userId();
    KeyValueStore<String, byte[]> known = stores.lists();
    if (history.tracks().isEmpty()) {
      forget(userId);
      return;
    }
    byte[] before = known.get(userId);
    Summary summary = Summary.of(model, history.version(), list, profile);
    stores.summaries().put(userId, summary.toBytes());
    if (before != null
        && ListMaker.says(Serdes.RECOMMENDATIONS.fromBytes(before), model, history, list)) {
      meters.unchanged();
      return;
    }
    Recommendations record = maker.record(model, history, list, mark.cause(), task.now());
    known.put(userId, Serdes.RECOMMENDATIONS.toBytes(record));
    output.accept(userId, record);
    meters.emitted(Duration.ofMillis(task.now() - mark.first()));
    meters.emittedBy(task.experiment().armOf(userId), model.model());
  }

  /** The whole history was deleted: nothing about the listener stays. */
  private void forget(String userId) {
    stores.summaries().delete(userId);
    if (stores.lists().delete(userId) != null) {
      output.accept(userId, null);
    }
  }
}
