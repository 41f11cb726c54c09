// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import dev.segue.trainer.plays.Play;
import java.util.Arrays;

/**
 * All that one listener did with one track: keyed state. A Flink POJO, so that fields can be added
 * and a checkpoint of an earlier version is still read.
 *
 * <p>Every field is the same in whatever order the plays came.
 */
public final class TrackHistory {
  /** Earliest play, ms since 1970. */
  public long first = Long.MAX_VALUE;

  /** Latest play, ms since 1970. */
  public long last = Long.MIN_VALUE;

  /** Number of plays. */
  public int plays;

  /** Plays heard to the end. */
  public int completions;

  /** Plays skipped. */
  public int skips;

  /** Likes minus dislikes. */
  public int liked;

  /** The newest play times, ms since 1970, ascending. */
  public long[] recent = {};

  /**
   * Counts one more play.
   *
   * @param keep how many play times are kept
   */
  public void add(Play play, int keep) {
    first = Math.min(first, play.playedAt);
    last = Math.max(last, play.playedAt);
    plays++;
    completions += play.completed ? 1 : 0;
    skips += play.skipped ? 1 : 0;
    liked += play.liked;
    recent = with(recent, play.playedAt, keep);
  }

  private static long[] with(long[] times, long time, int keep) {
    int at = Arrays.binarySearch(times, time);
    int place = at < 0 ? -at - 1 : at;
    long[] longer = new long[times.length + 1];
    System.arraycopy(times, 0, longer, 0, place);
    longer[place] = time;
    System.arraycopy(times, place, longer, place + 1, times.length - place);
    return longer.length <= keep
        ? longer
        : Arrays.copyOfRange(longer, longer.length - keep, longer.length);
  }
}
