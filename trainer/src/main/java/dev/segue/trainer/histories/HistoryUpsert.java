// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import dev.segue.schemas.HistoryEntry;
import dev.segue.trainer.plays.Play;
import java.time.Instant;

/** A {@link HistoryEntry}, or the tombstone of one, on its way to the sink. A Flink POJO. */
public final class HistoryUpsert {
  /** The listener. */
  public String userId;

  /** The track. */
  public String trackId;

  /** Earliest play, ms since 1970. */
  public long first;

  /** Latest play, ms since 1970. */
  public long last;

  /** Number of plays. */
  public int plays;

  /** Plays heard to the end. */
  public int completions;

  /** Plays skipped. */
  public int skips;

  /** Likes minus dislikes. */
  public int liked;

  /** The play that caused it. */
  public String lastEventId;

  /** Whether the entry is deleted. */
  public boolean erased;

  /** The tombstone of an entry. */
  public static HistoryUpsert erased(String userId, String trackId) {
    HistoryUpsert upsert = new HistoryUpsert();
    upsert.userId = userId;
    upsert.trackId = trackId;
    upsert.erased = true;
    return upsert;
  }

  /** The state of a history after a play. */
  public static HistoryUpsert of(Play play, TrackHistory history) {
    HistoryUpsert upsert = new HistoryUpsert();
    upsert.userId = play.userId;
    upsert.trackId = play.trackId;
    upsert.first = history.first;
    upsert.last = history.last;
    upsert.plays = history.plays;
    upsert.completions = history.completions;
    upsert.skips = history.skips;
    upsert.liked = history.liked;
    upsert.lastEventId = play.eventId;
    return upsert;
  }

  /** The record as it is published. */
  public HistoryEntry toRecord() {
    return new HistoryEntry(
        userId,
        trackId,
        Instant.ofEpochMilli(first),
        Instant.ofEpochMilli(last),
        plays,
        completions,
        skips,
        liked,
        lastEventId);
  }
}
