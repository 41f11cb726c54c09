// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.time.PlayDurations;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Plays as callers write them. An optional field of the right type whose value cannot be used is
 * left out, as in an import, and the play is kept; a wrong type is an error of the caller.
 */
final class PlayJson {
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "eventId",
              "userId",
              "trackId",
              "playedAt",
              "playedMs",
              "trackMs",
              "context",
              "feedback"));

  private final Clock clock;
  private final Consumer<String> leftOut;

  /**
   * Reads plays.
   *
   * @param leftOut hears the name of each field that is left out of its play
   */
  PlayJson(Clock clock, Consumer<String> leftOut) {
    this.clock = clock;
    this.leftOut = leftOut;
  }

  /** The play in this text; it gets an id and a time where it has none. */
  PlayEvent read(String text) throws BadInput {
    JsonFields fields = JsonFields.of(text, FIELDS);
    String eventId = fields.string("eventId");
    PlayEvent play =
        new PlayEvent(
            eventId == null ? UUID.randomUUID().toString() : eventId,
            fields.string("userId"),
            fields.string("trackId"),
            Optional.ofNullable(fields.time("playedAt"))
                .orElseGet(clock::instant)
                .truncatedTo(ChronoUnit.MILLIS),
            duration("playedMs", fields.integer("playedMs")),
            duration("trackMs", fields.integer("trackMs")),
            fields.string("context"),
            feedback(fields.string("feedback")));
    Optional<String> problem = Plays.problem(play, clock.instant());
    if (problem.isPresent()) {
      throw new BadInput(problem.get());
    }
    return play;
  }

  private Long duration(String field, Long millis) {
    if (millis == null || PlayDurations.isUsable(millis)) {
      return millis;
    }
    leftOut.accept(field);
    return null;
  }

  private Feedback feedback(String name) {
    if (name == null) {
      return Feedback.NONE;
    }
    try {
      return Feedback.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      leftOut.accept("feedback");
      return Feedback.NONE;
    }
  }
}
