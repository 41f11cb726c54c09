// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.History;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import java.time.Duration;
import java.util.List;
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

  /** Makes these lists with the model that serves, if there is one. */
  void recompute(Optional<Served> model, List<Pending.Mark> marks, long now) {
    List<History> histories =
        marks.stream().map(mark -> HistoryReader.read(stores.histories(), mark.userId())).toList();
    if (model.isEmpty()) {
      histories.forEach(this::remember);
      return;
    }
    try {
      recompute(model.get(), marks, histories, now);
    } catch (RuntimeException e) {
      LOG.warn("{} could not make {} lists together", model.get().model(), marks.size(), e);
      oneByOne(model.get(), marks, histories, now);
    }
  }

  /** Without a model: the first release finds the listener by the summary. */
  private void remember(History history) {
    if (history.tracks().isEmpty()) {
      forget(history.userId());
    } else {
      byte[] summary = Summary.withoutModel(history.version()).toBytes();
      stores.summaries().put(history.userId(), summary);
    }
  }

  private void oneByOne(Served model, List<Pending.Mark> marks, List<History> histories, long now) {
    for (int i = 0; i < marks.size(); i++) {
      try {
        recompute(model, marks.subList(i, i + 1), histories.subList(i, i + 1), now);
      } catch (RuntimeException e) {
        // The listener keeps the list before; the next play or release tries again.
        meters.recomputeFailure();
        LOG.error("{} could not make a list", model.model(), e);
      }
    }
  }

  private void recompute(
      Served model, List<Pending.Mark> marks, List<History> histories, long now) {
    long start = System.nanoTime();
    List<List<ScoredTrack>> lists = model.recommender().recommendAll(histories, k, recommendable);
    for (int i = 0; i < lists.size(); i++) {
      write(model, marks.get(i), histories.get(i), lists.get(i), now);
    }
    meters.recomputed(lists.size(), System.nanoTime() - start);
  }

  private void write(
      Served model, Pending.Mark mark, History history, List<ScoredTrack> list, long now) {
    String userId = history.userId();
    KeyValueStore<String, byte[]> known = stores.lists();
    if (history.tracks().isEmpty()) {
      forget(userId);
      return;
    }
    byte[] before = known.get(userId);
    stores.summaries().put(userId, maker.summary(model, history, list).toBytes());
    if (before != null
        && ListMaker.says(Serdes.RECOMMENDATIONS.fromBytes(before), model, history, list)) {
      meters.unchanged();
      return;
    }
    Recommendations record = maker.record(model, history, list, mark.cause(), now);
    known.put(userId, Serdes.RECOMMENDATIONS.toBytes(record));
    output.accept(userId, record);
    meters.emitted(Duration.ofMillis(now - mark.first()));
  }

  /** The whole history was deleted: nothing about the listener stays. */
  private void forget(String userId) {
    stores.summaries().delete(userId);
    if (stores.lists().delete(userId) != null) {
      output.accept(userId, null);
    }
  }
}
