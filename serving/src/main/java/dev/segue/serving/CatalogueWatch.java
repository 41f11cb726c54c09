// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.TrackFilter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * Finds the listeners whose lists a changed track enters or leaves, by their summaries alone. Used
 * by one task.
 *
 * <p>How far it has gone is kept in a store as a time, so that after a restart it goes on with what
 * this instance has learned since.
 */
final class CatalogueWatch {
  // Clocks of two instances, and what was learned but not yet applied when one stopped.
  static final long MARGIN_MS = 60_000;
  // With more changes than this, making every list anew costs less than scoring each change.
  static final int MANY = 1024;

  private static final String CHECKED_THROUGH = "checked-through";

  private final Shared shared;
  private final TaskStores stores;
  private final int k;
  private long position;
  private List<String> backlog;

  /**
   * Takes up where the task was.
   *
   * @param k how many tracks a list holds
   */
  CatalogueWatch(Shared shared, TaskStores stores, int k, long now) {
    this.shared = shared;
    this.stores = stores;
    this.k = k;
    this.position = shared.changes().end();
    byte[] checked = stores.progress().get(CHECKED_THROUGH);
    if (checked == null) {
      checkedThrough(now);
      backlog = List.of();
    } else {
      backlog = shared.changedSince(ByteBuffer.wrap(checked).getLong() - MARGIN_MS);
    }
  }

  /**
   * The tracks that changed since the last call; empty if they are too many to look at one by one.
   */
  Optional<List<String>> changed() {
    long end = shared.changes().end();
    if (end == position && backlog.isEmpty()) {
      return Optional.of(List.of());
    }
    Optional<List<String>> changed = shared.changes().since(position);
    List<String> all = new ArrayList<>(backlog);
    changed.ifPresent(all::addAll);
    backlog = List.of();
    position = end;
    return changed.isEmpty() || all.size() > MANY
        ? Optional.empty()
        : Optional.of(all.stream().distinct().toList());
  }

  /** Passes over what changed: there is no model, and the first one makes every list. */
  void skip() {
    position = shared.changes().end();
    backlog = List.of();
  }

  /** Notes that all changes up to a time have been looked at. */
  void checkedThrough(long time) {
    stores.progress().put(CHECKED_THROUGH, ByteBuffer.allocate(Long.BYTES).putLong(time).array());
  }

  /** Names every listener whose list one of these tracks changes, with that track. */
  void affected(Lineup lineup, List<String> tracks, BiConsumer<String, String> listeners) {
    try (KeyValueIterator<String, byte[]> all = stores.summaries().all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        Summary summary = Summary.of(entry.value);
        lineup
            .makerOf(summary)
            .flatMap(model -> tracks.stream().filter(t -> changes(model, summary, t)).findFirst())
            .ifPresent(track -> listeners.accept(entry.key, track));
      }
    }
  }

  private boolean changes(Served model, Summary summary, String track) {
    if (summary.mayHold(track)) {
      return true;
    }
    TrackFilter recommendable = shared.catalogue();
    return summary.profile().length > 0
        && recommendable.accepts(track)
        && model.recommender() instanceof ContentRecommender content
        && summary.admits(content.score(summary.profile(), track), k);
  }
}
