// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader.format;

import dev.segue.ingest.time.PlayDurations;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One play of a listening log. A required field that cannot be used makes the row a {@link BadRow};
 * an optional one is left out and named in {@link #leftOut}.
 */
public final class Row {
  private final String userId;
  private final String trackId;
  private final Instant playedAt;
  private final List<String> leftOut = new ArrayList<>(0);
  private Long playedMs;
  private Long trackMs;
  private String context;
  private Feedback feedback = Feedback.NONE;

  /**
   * A play of which no more is known.
   *
   * @param userId empty where the log does not name the listener
   */
  Row(String userId, String trackId, Instant playedAt) {
    this.userId = userId.strip();
    this.trackId = trackId.strip();
    this.playedAt = playedAt;
  }

  /** How long the track was heard: a number of units, such as 1000 ms; a blank is unknown. */
  Row played(String text, double unitMillis) {
    playedMs = duration("playedMs", text, unitMillis);
    return this;
  }

  /** How long the track is. */
  Row whole(String text, double unitMillis) {
    trackMs = duration("trackMs", text, unitMillis);
    return this;
  }

  /** Where the play came from, such as a session. */
  Row context(String text) {
    if (text != null && !text.isBlank()) {
      context = text.strip();
      if (Ids.problem("context", context).isPresent()) {
        context = null;
        leftOut.add("context");
      }
    }
    return this;
  }

  /** That the listener skipped the track. */
  Row skipped(boolean skipped) {
    feedback = skipped ? Feedback.SKIP : feedback;
    return this;
  }

  private Long duration(String field, String text, double unitMillis) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      double value = Double.parseDouble(text.strip()) * unitMillis;
      if (PlayDurations.isUsable(value)) {
        return Math.round(value);
      }
    } catch (NumberFormatException e) {
      // Left out, as a number out of range.
    }
    leftOut.add(field);
    return null;
  }

  /** The listener; empty where the log does not name them. */
  public String userId() {
    return userId;
  }

  /** The track. */
  public String trackId() {
    return trackId;
  }

  /** When the play began. */
  public Instant playedAt() {
    return playedAt;
  }

  /** How long the track was heard, in ms; null where unknown. */
  public Long playedMs() {
    return playedMs;
  }

  /** How long the track is, in ms; null where unknown. */
  public Long trackMs() {
    return trackMs;
  }

  /** Where the play came from; null where unknown. */
  public String context() {
    return context;
  }

  /** What the listener said. */
  public Feedback feedback() {
    return feedback;
  }

  /** The optional fields whose values could not be used. */
  public List<String> leftOut() {
    return leftOut;
  }
}
