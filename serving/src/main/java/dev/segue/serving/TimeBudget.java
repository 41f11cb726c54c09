// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.function.BooleanSupplier;

/**
 * How long a tick may work. Entries go first: while many arrive, as in a replay, making lists that
 * the next entry makes stale again would only hold them up. Used by one task.
 */
final class TimeBudget {
  // A third of the time since the tick before, so that two tasks on a thread leave it half.
  private static final int SHARE = 3;
  // What is left for lists however many entries arrive.
  private static final int BUSY_SHARE = 20;
  // Reading, storing and marking one entry takes about so long.
  private static final long ENTRY_NANOS = 30_000;
  // Also where no entry came: one that comes now waits so long for each task of its thread.
  private static final long LONGEST_NANOS = 20_000_000;
  // The part of a tick in which changed tracks are looked at although lists are due; and at least
  // this long, or a replay would keep new tracks out of the lists until it ends.
  private static final int SCAN_SHARE = 5;
  private static final long SHORTEST_SCAN_NANOS = 1_000_000;

  private final ListCost cost = new ListCost();
  private long entries;
  private long lastEnd = System.nanoTime();
  private long deadline;
  private boolean begun;

  void entryArrived() {
    entries++;
  }

  /** A tick begins. */
  void begin() {
    long now = System.nanoTime();
    long elapsed = now - lastEnd;
    long share =
        entries == 0
            ? LONGEST_NANOS
            : Math.max(elapsed / BUSY_SHARE, elapsed / SHARE - entries * ENTRY_NANOS);
    deadline = now + Math.min(LONGEST_NANOS, share);
    entries = 0;
    begun = true;
  }

  /** Whether there is time for more; always once in a tick. */
  boolean remains() {
    boolean first = begun;
    begun = false;
    return first || isLeft();
  }

  /** Whether there is time for more. */
  boolean isLeft() {
    return System.nanoTime() < deadline;
  }

  /** Tells while the share of a scan lasts, from now on. */
  BooleanSupplier forScan() {
    long now = System.nanoTime();
    long end = now + Math.max(SHORTEST_SCAN_NANOS, (deadline - now) / SCAN_SHARE);
    return () -> System.nanoTime() < end;
  }

  /** How many lists can be made in the time left, from 1 to {@code most}. */
  int lists(int most) {
    return (int) Math.max(1, Math.min(most, cost.fit(deadline - System.nanoTime())));
  }

  /** Some lists took so long. */
  void made(int lists, long nanos) {
    cost.add(lists, nanos);
  }

  /** The tick is over. */
  void end() {
    lastEnd = System.nanoTime();
  }
}
