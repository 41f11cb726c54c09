// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Plays;

/**
 * A usable play, or the erasure of a listener, as it travels inside the job. Both are keyed by
 * userId, so an erasure takes effect after exactly the plays that came before it. A Flink POJO.
 */
public final class Play {
  /** Two plays of one user with this same id count once. */
  public String eventId;

  /** The listener. */
  public String userId;

  /** The track. */
  public String trackId;

  /** When it began, ms since 1970, UTC. */
  public long playedAt;

  /** Whether it was heard to the end. */
  public boolean completed;

  /** Whether it was skipped. */
  public boolean skipped;

  /** 1 for a like, -1 for a dislike, else 0. */
  public int liked;

  /** Whether this is no play: everything about the listener is deleted. Only userId is set then. */
  public boolean erasure;

  /** The erasure of a listener. */
  public static Play erasureOf(String userId) {
    Play erasure = new Play();
    erasure.userId = userId;
    erasure.erasure = true;
    return erasure;
  }

  /** The play in a checked event. */
  public static Play of(PlayEvent event) {
    Play play = new Play();
    play.eventId = event.getEventId();
    play.userId = event.getUserId();
    play.trackId = event.getTrackId();
    play.playedAt = event.getPlayedAt().toEpochMilli();
    play.completed = Plays.completed(event);
    play.skipped = Plays.skipped(event);
    play.liked = Plays.liking(event);
    return play;
  }
}
