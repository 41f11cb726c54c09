// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

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

/** Plays as callers write them. */
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

  PlayJson(Clock clock) {
    this.clock = clock;
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
            fields.integer("playedMs"),
            fields.integer("trackMs"),
            fields.string("context"),
            feedback(fields.string("feedback")));
    Optional<String> problem = Plays.problem(play, clock.instant());
    if (problem.isPresent()) {
      throw new BadInput(problem.get());
    }
    return play;
  }

  private static Feedback feedback(String name) throws BadInput {
    if (name == null) {
      return Feedback.NONE;
    }
    try {
      return Feedback.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadInput("feedback has to be none, skip, like or dislike, not '" + name + "'");
    }
  }
}
