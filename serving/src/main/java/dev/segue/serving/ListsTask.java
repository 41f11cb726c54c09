// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.List;
import java.util.Optional;

/**
 * What a task does at every tick, most urgent first: lists after plays and changed tracks, then, in
 * the time that is left, lists that a new model has made stale.
 */
final class ListsTask {
  // Scanning all summaries takes at most a fifth of the time.
  private static final int REST_AFTER_SCAN = 4;

  private final Shared shared;
  private final TaskStores stores;
  private final Pending pending;
  private final Recomputer recomputer;
  private final CatalogueWatch watch;
  private final int batch;
  private Served swept;
  private Sweep sweep;
  // Set while a sweep stands for changes that were too many to look at one by one.
  private Long checkedAfterSweep;
  private final TimeBudget budget = new TimeBudget();
  private long nextScan = System.nanoTime();

  /**
   * Begins with a sweep for lists that became stale while the task was not running.
   *
   * @param batch the most lists that are made together
   */
  ListsTask(
      Shared shared,
      TaskStores stores,
      Pending pending,
      Recomputer recomputer,
      CatalogueWatch watch,
      int batch) {
    this.shared = shared;
    this.stores = stores;
    this.pending = pending;
    this.recomputer = recomputer;
    this.watch = watch;
    this.batch = batch;
  }

  /** Notes that a history entry came. */
  void arrived() {
    budget.entryArrived();
  }

  /** Works for a bounded time. */
  void tick(long now) {
    budget.begin();
    Optional<Served> model = shared.model().current();
    if (model.isPresent()) {
      look(model.get(), now);
    } else if (shared.model().loading()) {
      return;
    } else {
      watch.skip();
    }
    boolean more = true;
    while (more && budget.remains()) {
      more = step(model, now);
    }
    budget.end();
  }

  /** Makes some lists; false when there are none to make now. */
  private boolean step(Optional<Served> model, long now) {
    List<Pending.Mark> due = pending.takeDue(budget.lists(batch), now);
    if (due.isEmpty()) {
      return sweep != null && sweepOn(model, now);
    }
    recompute(model, due, now);
    due.forEach(mark -> pending.done(mark.userId()));
    return true;
  }

  private void recompute(Optional<Served> model, List<Pending.Mark> marks, long now) {
    long start = System.nanoTime();
    recomputer.recompute(model, marks, now);
    budget.made(marks.size(), System.nanoTime() - start);
  }

  /** Takes notice of a new model and of changed tracks. */
  private void look(Served model, long now) {
    if (swept == null || !swept.isOf(model.release())) {
      swept = model;
      sweep =
          new Sweep(
              stores.summaries(),
              (userId, summary) -> !summary.isOf(model) && !pending.contains(userId),
              "model:" + model.model() + ":" + model.version());
    }
    long start = System.nanoTime();
    if (start < nextScan) {
      return;
    }
    Optional<List<String>> changed = watch.changed();
    if (changed.isEmpty()) {
      String cause = sweep == null ? "" : sweep.cause();
      sweep = new Sweep(stores.summaries(), (userId, summary) -> true, cause);
      checkedAfterSweep = now;
    } else if (!changed.get().isEmpty()) {
      watch.affected(
          model, changed.get(), (userId, track) -> pending.mark(userId, "track:" + track, now));
      if (checkedAfterSweep == null) {
        watch.checkedThrough(now);
      }
      nextScan = start + (REST_AFTER_SCAN + 1) * (System.nanoTime() - start);
    }
  }

  /** Makes the next stale lists; false when the sweep is over. */
  private boolean sweepOn(Optional<Served> model, long now) {
    List<Pending.Mark> marks =
        sweep.next(budget.lists(batch)).stream()
            .map(userId -> new Pending.Mark(userId, now, now, sweep.cause()))
            .toList();
    if (!marks.isEmpty()) {
      recompute(model, marks, now);
    }
    if (!sweep.over()) {
      return true;
    }
    sweep = null;
    if (checkedAfterSweep != null) {
      watch.checkedThrough(checkedAfterSweep);
      checkedAfterSweep = null;
    }
    return false;
  }
}
