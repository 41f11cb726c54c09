// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes once through all listeners of a task, some at a time, and finds those whose lists are stale.
 * Used by one task.
 */
final class Sweep {
  // How many summaries one step reads, so that it ends soon where few lists are stale.
  private static final int STEP = 2000;

  private final KeyValueStore<String, byte[]> summaries;
  private String after;
  private boolean over;

  /** Begins with the first listener. */
  Sweep(KeyValueStore<String, byte[]> summaries) {
    this.summaries = summaries;
  }

  /** A listener whose list is stale, and why. */
  record Stale(String userId, String cause) {}

  boolean over() {
    return over;
  }

  /**
   * The next stale listeners, at most {@code n}; may be none although the sweep goes on.
   *
   * @param stale tells by userId and summary why a list is stale, as in {@code
   *     Recommendations.causedBy}; empty if it is not
   */
  List<Stale> next(int n, BiFunction<String, Summary, Optional<String>> stale) {
    List<Stale> found = new ArrayList<>();
    int seen = 0;
    try (KeyValueIterator<String, byte[]> rest =
        after == null ? summaries.all() : summaries.range(after, null)) {
      while (rest.hasNext()) {
        if (found.size() == n || seen == STEP) {
          return found;
        }
        KeyValue<String, byte[]> entry = rest.next();
        if (entry.key.equals(after)) {
          continue;
        }
        seen++;
        after = entry.key;
        stale
            .apply(entry.key, Summary.of(entry.value))
            .ifPresent(cause -> found.add(new Stale(entry.key, cause)));
      }
    }
    over = true;
    return found;
  }
}
