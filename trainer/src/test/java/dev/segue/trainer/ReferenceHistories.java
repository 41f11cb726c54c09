// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.schemas.Feedback;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the histories must be, computed the plain way. */
final class ReferenceHistories {
  private ReferenceHistories() {}

  /** By key; without the last event id, which depends on the order of the plays. */
  static Map<String, HistoryEntry> of(List<PlayEvent> plays) {
    Set<List<String>> seen = new HashSet<>();
    Map<String, List<PlayEvent>> groups =
        plays.stream()
            .filter(play -> seen.add(List.of(play.getUserId(), play.getEventId())))
            .collect(
                Collectors.groupingBy(
                    play -> new HistoryKey(play.getUserId(), play.getTrackId()).toString()));
    Map<String, HistoryEntry> entries = new LinkedHashMap<>();
    groups.forEach((key, group) -> entries.put(key, entry(group)));
    return entries;
  }

  private static HistoryEntry entry(List<PlayEvent> plays) {
    List<Instant> times =
        plays.stream().map(PlayEvent::getPlayedAt).sorted(Comparator.naturalOrder()).toList();
    return new HistoryEntry(
        plays.get(0).getUserId(),
        plays.get(0).getTrackId(),
        times.get(0),
        times.get(times.size() - 1),
        plays.size(),
        count(plays, Plays::completed),
        count(plays, Plays::skipped),
        count(plays, play -> play.getFeedback() == Feedback.LIKE)
            - count(plays, play -> play.getFeedback() == Feedback.DISLIKE),
        null);
  }

  private static int count(List<PlayEvent> plays, Predicate<PlayEvent> which) {
    return (int) plays.stream().filter(which).count();
  }
}
