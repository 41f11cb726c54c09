// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import dev.segue.schemas.HistoryEntry;

/** What a history says about one listener and one track. Times are ms since 1970. */
public record Heard(int plays, long first, long last, int completions, int skips, int liked) {
  /** What an entry of the histories topic says. */
  public static Heard of(HistoryEntry entry) {
    return new Heard(
        entry.getPlays(),
        entry.getFirstPlayedAt().toEpochMilli(),
        entry.getLastPlayedAt().toEpochMilli(),
        entry.getCompletions(),
        entry.getSkips(),
        entry.getLiked());
  }

  /** Both together. */
  Heard plus(Heard other) {
    return new Heard(
        plays + other.plays,
        Math.min(first, other.first),
        Math.max(last, other.last),
        completions + other.completions,
        skips + other.skips,
        liked + other.liked);
  }
}
