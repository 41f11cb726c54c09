// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plays that depend on a seed alone. */
public final class RandomPlays {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SPAN_MS = Duration.ofDays(90).toMillis();
  private static final List<Feedback> FEEDBACK = List.of(Feedback.values());
  private static final long TRACK_MS = 200_000;

  private RandomPlays() {}

  /** Plays of so many listeners and tracks, over ninety days, in no order of time. */
  public static List<PlayEvent> of(long seed, int count, int users, int tracks) {
    Random random = new Random(seed);
    List<PlayEvent> plays = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      plays.add(
          PlayEvent.newBuilder()
              .setEventId("e" + seed + "-" + i)
              .setUserId("u" + random.nextInt(users))
              // Squared: some tracks are played far more than others.
              .setTrackId("t" + (int) (tracks * Math.pow(random.nextDouble(), 2)))
              .setPlayedAt(START.plusMillis((long) (random.nextDouble() * SPAN_MS)))
              .setPlayedMs((long) (random.nextDouble() * TRACK_MS))
              .setTrackMs(TRACK_MS)
              .setFeedback(FEEDBACK.get(random.nextInt(FEEDBACK.size())))
              .build());
    }
    return plays;
  }
}
