// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Goes once through the summaries of a task in the order of their userIds, some at a time, while
 * the store changes. Used by one task.
 */
final class SummaryCursor {
  private final KeyValueStore<String, byte[]> summaries;
  private String after;
  private boolean over;

  /** Begins with the first listener. */
  SummaryCursor(KeyValueStore<String, byte[]> summaries) {
    this.summaries = summaries;
  }

  /** Takes one summary after the other. */
  @FunctionalInterface
  interface Visitor {
    /** Takes the summary of a listener; returns whether it takes another one now. */
    boolean visit(String userId, Summary summary);
  }

  /** Whether the last listener was visited. */
  boolean over() {
    return over;
  }

  /** Resumes after the listener that was visited last. */
  void resume(Visitor visitor) {
    try (KeyValueIterator<String, byte[]> rest =
        after == null ? summaries.all() : summaries.range(after, null)) {
      while (rest.hasNext()) {
        KeyValue<String, byte[]> entry = rest.next();
        if (entry.key.equals(after)) {
          continue;
        }
        after = entry.key;
        if (!visitor.visit(entry.key, Summary.of(entry.value))) {
          return;
        }
      }
    }
    over = true;
  }
}
