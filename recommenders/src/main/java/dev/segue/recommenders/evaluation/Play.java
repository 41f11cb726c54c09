// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

/**
 * One play of a log.
 *
 * @param playedAtMs ms since 1970, UTC
 * @param playedMs how long it was played, ms; negative if unknown
 * @param trackMs the length of the track, ms; negative or 0 if unknown
 */
public record Play(String userId, String trackId, long playedAtMs, long playedMs, long trackMs) {
  /** A play of unknown length. */
  public Play(String userId, String trackId, long playedAtMs) {
    this(userId, trackId, playedAtMs, -1, -1);
  }
}
