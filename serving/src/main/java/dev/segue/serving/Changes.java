// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest changes of what can be recommended, in order; every task reads them at its own pace.
 * Bounded: a reader that fell behind is told so. Thread-safe.
 */
final class Changes {
  // A reader further behind than this computes everything anew, which is cheaper by then.
  static final int CAPACITY = 4096;

  private final ArrayDeque<String> newest = new ArrayDeque<>();
  private long end;

  /** This track can be recommended now, can no longer, or sounds different. */
  synchronized void add(String trackId) {
    newest.addLast(trackId);
    end++;
    if (newest.size() > CAPACITY) {
      newest.removeFirst();
    }
  }

  /** Everything may have changed. */
  synchronized void invalidate() {
    newest.clear();
    end += CAPACITY + 1L;
  }

  /** The position after the newest change. */
  synchronized long end() {
    return end;
  }

  /** The tracks that changed since a position; empty if that is too long ago. */
  synchronized Optional<List<String>> since(long position) {
    long missing = end - position;
    if (missing > newest.size()) {
      return Optional.empty();
    }
    List<String> tracks = new ArrayList<>(newest);
    int from = tracks.size() - Math.toIntExact(missing);
    return Optional.of(tracks.subList(from, tracks.size()).stream().distinct().toList());
  }
}
