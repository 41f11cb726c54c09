// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The listeners whose lists must be made anew, oldest mark first. Marks are kept in a store, which
 * is committed together with what caused them, so that a crash loses none. Used by one task.
 */
final class Pending {
  private final KeyValueStore<String, byte[]> store;
  private final long debounceMs;
  private final long maxDelayMs;
  private final Map<String, Mark> marks = new LinkedHashMap<>();

  /**
   * Why and since when a list must be made anew.
   *
   * @param first time of the first cause, ms
   * @param last time of the last cause, ms
   * @param cause as in {@code Recommendations.causedBy}; empty if unknown
   */
  record Mark(String userId, long first, long last, String cause) {}

  /** Takes up the marks that the store holds. */
  Pending(KeyValueStore<String, byte[]> store, long debounceMs, long maxDelayMs, long now) {
    this.store = store;
    this.debounceMs = debounceMs;
    this.maxDelayMs = maxDelayMs;
    try (KeyValueIterator<String, byte[]> kept = store.all()) {
      while (kept.hasNext()) {
        KeyValue<String, byte[]> mark = kept.next();
        String cause = new String(mark.value, StandardCharsets.UTF_8);
        marks.put(mark.key, new Mark(mark.key, now, now, cause));
      }
    }
  }

  /** Marks a listener; the newest cause counts. */
  void mark(String userId, String cause, long now) {
    Mark known = marks.get(userId);
    if (known == null) {
      // Only the first mark is written: which of several causes a crash remembers does not matter.
      store.put(userId, cause.getBytes(StandardCharsets.UTF_8));
    }
    marks.put(userId, new Mark(userId, known == null ? now : known.first(), now, cause));
  }

  /** Whether there is a mark for this listener. */
  boolean contains(String userId) {
    return marks.containsKey(userId);
  }

  /** Takes at most {@code n} listeners who are quiet or have waited long enough. */
  List<Mark> takeDue(int n, long now) {
    List<Mark> due = new ArrayList<>();
    for (Iterator<Mark> all = marks.values().iterator(); all.hasNext() && due.size() < n; ) {
      Mark mark = all.next();
      if (now - mark.last() >= debounceMs || now - mark.first() >= maxDelayMs) {
        due.add(mark);
        all.remove();
      }
    }
    return due;
  }

  /** The list was made: the mark need not survive a crash any more. */
  void done(String userId) {
    store.delete(userId);
  }

  int size() {
    return marks.size();
  }
}
