// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
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
  private final BiPredicate<String, Summary> stale;
  private final String cause;
  private String after;
  private boolean over;

  /**
   * Begins with the first listener.
   *
   * @param stale tells by userId and summary
   * @param cause as in {@code Recommendations.causedBy}
   */
  Sweep(KeyValueStore<String, byte[]> summaries, BiPredicate<String, Summary> stale, String cause) {
    this.summaries = summaries;
    this.stale = stale;
    this.cause = cause;
  }

  String cause() {
    return cause;
  }

  boolean over() {
    return over;
  }

  /** The next stale listeners, at most {@code n}; may be none although the sweep goes on. */
  List<String> next(int n) {
    List<String> found = new ArrayList<>();
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
        if (stale.test(entry.key, Summary.of(entry.value))) {
          found.add(entry.key);
        }
      }
    }
    over = true;
    return found;
  }
}
