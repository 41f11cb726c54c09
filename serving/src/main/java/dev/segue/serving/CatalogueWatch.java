// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the changes of the catalogue for one task. How far the task has looked is kept in a store
 * as a time; after a restart it looks at what this instance has learned since then.
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

  /** Begins to look for the lists that these tracks change. */
  CatalogueScan scan(List<String> tracks, long now) {
    return new CatalogueScan(shared.catalogue(), stores.summaries(), tracks, k, now);
  }
}
