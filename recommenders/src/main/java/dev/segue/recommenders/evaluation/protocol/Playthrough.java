// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.evaluation.Interval;
import dev.segue.recommenders.evaluation.Play;

/**
 * How far one listener played one track through. Plays of unknown length are not counted; where
 * only the track's length is unknown, a positive play counts as played through and another as not
 * played.
 */
final class Playthrough {
  private int plays;
  private double shares;
  private boolean positive;

  /** Whether a play is positive. */
  static boolean positive(Play play, long atLeastMs) {
    long whole = play.trackMs() > 0 ? Math.min(atLeastMs, play.trackMs()) : atLeastMs;
    return play.playedMs() >= 0 && play.playedMs() >= whole;
  }

  void add(Play play, long atLeastMs) {
    if (play.playedMs() < 0) {
      return;
    }
    boolean enough = positive(play, atLeastMs);
    plays++;
    positive |= enough;
    if (play.trackMs() > 0) {
      shares += Math.min(1, (double) play.playedMs() / play.trackMs());
    } else {
      shares += enough ? 1 : 0;
    }
  }

  boolean positive() {
    return positive;
  }

  /** The lower end of the Wilson interval of the share played: much and often is best. */
  double score() {
    return Interval.wilson(shares / plays, plays).low();
  }
}
