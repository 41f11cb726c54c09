// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The one set of rules about what a usable {@link PlayEvent} is. */
public final class Plays {
  /**
   * How far a play may lie ahead of the reader's clock. Local time that is sent as UTC is wrong by
   * at most 14 hours (Pacific/Kiritimati), and a day leaves room for clocks that are off besides. A
   * later time is a broken clock or a wrong unit, and would stay the newest play for as long as it
   * is ahead.
   */
  public static final Duration CLOCK_SKEW = Duration.ofDays(1);

  /** The longest context, in bytes of UTF-8; it names a session, a playlist or a radio. */
  public static final int MAX_CONTEXT_BYTES = 1024;

  // Completion ratio from which a play counts as heard to the end.
  private static final double COMPLETED = 0.9;
  // Completion ratio under which a play counts as skipped.
  private static final double SKIPPED = 0.2;

  private Plays() {}

  /**
   * Why this event cannot be used, for people; empty if it can.
   *
   * @param now the reader's clock
   */
  public static Optional<String> problem(PlayEvent play, Instant now) {
    return Ids.problem("eventId", play.getEventId())
        .or(() -> Ids.problem("userId", play.getUserId()))
        .or(() -> Ids.problem("trackId", play.getTrackId()))
        .or(() -> timeProblem(play.getPlayedAt(), now))
        .or(() -> durationProblem("playedMs", play.getPlayedMs()))
        .or(() -> durationProblem("trackMs", play.getTrackMs()))
        .or(() -> Texts.problem("context", play.getContext(), MAX_CONTEXT_BYTES));
  }

  /** Whether the track was heard to the end, as far as the event tells. */
  public static boolean completed(PlayEvent play) {
    return ratio(play) >= COMPLETED;
  }

  /** Whether the track was skipped: said so, or hardly heard. */
  public static boolean skipped(PlayEvent play) {
    double ratio = ratio(play);
    return play.getFeedback() == Feedback.SKIP || (ratio >= 0 && ratio < SKIPPED);
  }

  /** 1 for a like, -1 for a dislike, 0 for anything else, also if the platform does not tell. */
  public static int liking(PlayEvent play) {
    if (play.getFeedback() == Feedback.LIKE) {
      return 1;
    }
    return play.getFeedback() == Feedback.DISLIKE ? -1 : 0;
  }

  private static double ratio(PlayEvent play) {
    Long played = play.getPlayedMs();
    Long whole = play.getTrackMs();
    return played == null || whole == null || whole <= 0 ? -1 : (double) played / whole;
  }

  private static Optional<String> timeProblem(Instant playedAt, Instant now) {
    if (playedAt == null || playedAt.isBefore(Instant.EPOCH)) {
      return Optional.of("playedAt " + playedAt + " is not a time since 1970");
    }
    return playedAt.isAfter(now.plus(CLOCK_SKEW))
        ? Optional.of(
            "playedAt %s is more than %d hours ahead of the clock here, %s; check the sender's clock and the unit of its times"
                .formatted(playedAt, CLOCK_SKEW.toHours(), now.truncatedTo(ChronoUnit.SECONDS)))
        : Optional.empty();
  }

  private static Optional<String> durationProblem(String field, Long millis) {
    return millis != null && millis < 0
        ? Optional.of(field + " is negative: " + millis)
        : Optional.empty();
  }
}
