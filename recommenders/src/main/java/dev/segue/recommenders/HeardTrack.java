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

  /**
   * The same without times that cannot be: a last play after this time gives way to the first one,
   * and where that cannot be either, the track was heard in 1970, before all others. A play that
   * was counted with a time in the far future would be its listener's newest for ever.
   *
   * @param latest ms since 1970
   */
  public HeardTrack withoutTimesAfter(long latest) {
    if (lastPlayedAt <= latest) {
      return this;
    }
    long heard = firstPlayedAt <= latest ? firstPlayedAt : 0;
    return new HeardTrack(trackId, heard, heard, plays, completions, skips, liked);
  }

  /** The same with another last play. */
  public HeardTrack withLastPlay(long time) {
    return new HeardTrack(trackId, firstPlayedAt, time, plays, completions, skips, liked);
  }

  /** A track heard once, at this time. */
  public static HeardTrack once(String trackId, long playedAt) {
    return new HeardTrack(trackId, playedAt, playedAt, 1, 0, 0, 0);
  }
}
