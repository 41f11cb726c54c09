// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a task does at every tick, most urgent first: lists after plays and changed tracks, then, in
 * the time that is left, lists that a new model has made stale.
 */
final class ListsTask {
  private final Shared shared;
  private final TaskStores stores;
  private final Pending pending;
  private final Recomputer recomputer;
  private final CatalogueWatch watch;
  private final int batch;
  private List<Object> swept = List.of();
  private Sweep sweep;
  private CatalogueScan scan;
  // Set while a sweep stands for changes that were too many to look at one by one.
  private Long checkedAfterSweep;
  // Set where there were too many again meanwhile: another sweep must follow.
  private Long changedDuringSweep;
  private final TimeBudget budget = new TimeBudget();

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
    if (shared.models().loading()) {
      return;
    }
    try (Lineup lineup = shared.models().take()) {
      if (lineup.isEmpty()) {
        watch.skip();
        scan = null;
      } else {
        look(lineup, now);
        scanOn(lineup, budget.forScan(), now);
      }
      boolean more = true;
      while (more && budget.remains()) {
        more = step(lineup, now);
      }
    }
    budget.end();
  }

  /** Makes some lists; false when there are none to make now. */
  private boolean step(Lineup lineup, long now) {
    List<Pending.Mark> due = pending.takeDue(budget.lists(batch), now);
    if (due.isEmpty() && scan != null) {
      scanOn(lineup, budget::isLeft, now);
      return true;
    }
    if (due.isEmpty()) {
      return sweep != null && sweepOn(lineup, now);
    }
    recompute(lineup, due, now);
    due.forEach(mark -> pending.done(mark.userId()));
    return true;
  }

  private void recompute(Lineup lineup, List<Pending.Mark> marks, long now) {
    long start = System.nanoTime();
    recomputer.recompute(lineup, marks, now);
    budget.made(marks.size(), System.nanoTime() - start);
  }

  /** Takes notice of a new model and of changed tracks. */
  private void look(Lineup lineup, long now) {
    if (!swept.equals(lineup.identity())) {
      swept = lineup.identity();
      sweep = new Sweep(stores.summaries());
    }
    if (scan != null) {
      return;
    }
    Optional<List<String>> changed = watch.changed();
    if (changed.isEmpty()) {
      everythingChanged(now);
    } else if (!changed.get().isEmpty()) {
      scan = watch.scan(changed.get(), now);
    }
  }

  private void everythingChanged(long now) {
    if (checkedAfterSweep == null) {
      sweep = new Sweep(stores.summaries());
      checkedAfterSweep = now;
    } else {
      changedDuringSweep = now;
    }
  }

  /** Looks for lists that changed tracks enter or leave, while there is time. */
  private void scanOn(Lineup lineup, BooleanSupplier time, long now) {
    if (scan == null) {
      return;
    }
    scan.resume(lineup, time, (userId, track) -> pending.mark(userId, "track:" + track, now));
    if (!scan.over()) {
      return;
    }
    if (checkedAfterSweep == null) {
      watch.checkedThrough(scan.began());
    }
    scan = null;
  }

  /** Why a list must be made again; empty if it need not, or will be after a play anyway. */
  private Optional<String> stale(Lineup lineup, String userId, Summary summary) {
    Optional<String> otherModel =
        lineup
            .of(userId)
            .filter(model -> !summary.isOf(model))
            .map(model -> "model:" + model.model() + ":" + model.version());
    return checkedAfterSweep == null
        ? otherModel.filter(cause -> !pending.contains(userId))
        : otherModel.or(() -> Optional.of(""));
  }

  /** Makes the next stale lists; false when the sweep is over. */
  private boolean sweepOn(Lineup lineup, long now) {
    List<Pending.Mark> marks =
        sweep.next(budget.lists(batch), (user, summary) -> stale(lineup, user, summary)).stream()
            .map(stale -> new Pending.Mark(stale.userId(), now, now, stale.cause()))
            .toList();
    if (!marks.isEmpty()) {
      recompute(lineup, marks, now);
    }
    if (!sweep.over()) {
      return true;
    }
    sweep = null;
    if (checkedAfterSweep != null) {
      watch.checkedThrough(checkedAfterSweep);
      checkedAfterSweep = changedDuringSweep;
      changedDuringSweep = null;
    }
    if (checkedAfterSweep != null) {
      sweep = new Sweep(stores.summaries());
    }
    return sweep != null;
  }
}
