// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/**
 * All that one listener did with one track; times in ms since 1970, UTC.
 *
 * @param liked likes minus dislikes
 */
public record HeardTrack(
    String trackId,
    long firstPlayedAt,
    long lastPlayedAt,
    int plays,
    int completions,
    int skips,
    int liked) {

  /** A track heard once, at this time. */
  public static HeardTrack once(String trackId, long playedAt) {
    return new HeardTrack(trackId, playedAt, playedAt, 1, 0, 0, 0);
  }
}
