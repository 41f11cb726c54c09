// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes once through all listeners of a task, some at a time, and finds those whose lists are stale.
 * Used by one task.
 */
final class Sweep {
  // How many summaries one step reads, so that it ends soon where few lists are stale.
  private static final int STEP = 2000;

  private final SummaryCursor cursor;

  /** Begins with the first listener. */
  Sweep(KeyValueStore<String, byte[]> summaries) {
    cursor = new SummaryCursor(summaries);
  }

  /** A listener whose list is stale, and why. */
  record Stale(String userId, String cause) {}

  boolean over() {
    return cursor.over();
  }

  /**
   * The next stale listeners, at most {@code n}; may be none although the sweep continues.
   *
   * @param stale tells by userId and summary why a list is stale, as in {@code
   *     Recommendations.causedBy}; empty if it is not
   */
  List<Stale> next(int n, BiFunction<String, Summary, Optional<String>> stale) {
    List<Stale> found = new ArrayList<>();
    int[] left = {STEP};
    cursor.resume(
        (userId, summary) -> {
          stale.apply(userId, summary).ifPresent(cause -> found.add(new Stale(userId, cause)));
          left[0]--;
          return found.size() < n && left[0] > 0;
        });
    return found;
  }
}
