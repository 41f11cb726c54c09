// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The end of the time that a set of plays spans, as far as plays support each other.
 *
 * <p>A time is supported if enough plays of enough listeners lie within a day before it. The end is
 * the newest supported time, or a later play that is reached from it in steps of at most a day. So
 * a few plays with a wrong time do not move the end, however far they lie from the others; and
 * where no time is wrong, the end is the newest play, unless hardly anybody played in the days
 * before it.
 *
 * <p>Where plays are so sparse that no time is supported, the day becomes two, then four, and so
 * on.
 */
final class Period {
  /** As far as a play may lie ahead of the clock: an error of this size is tolerated anyway. */
  private static final long STEP_MS = Duration.ofDays(1).toMillis();

  /** More than a handful of rows are an import or a platform with a wrong clock, not a slip. */
  private static final int ENOUGH = 5;

  /** In a small set fewer are enough: this share of all. */
  private static final int SHARE = 20;

  private final List<TrainingSet.Listener> listeners;
  private final ToLongFunction<HeardTrack> time;
  private final int enoughPlays;
  private final int enoughListeners;

  /** A play, and by whom. */
  private record Dated(long at, int listener) {}

  private Period(List<TrainingSet.Listener> listeners, ToLongFunction<HeardTrack> time) {
    this.listeners = listeners;
    this.time = time;
    this.enoughPlays = enough(listeners.stream().mapToInt(l -> l.interactions().size()).sum());
    this.enoughListeners = enough(listeners.size());
  }

  /** The newest end, ms since 1970; {@link Long#MIN_VALUE} if there is no play. */
  static long newest(List<TrainingSet.Listener> listeners) {
    return new Period(listeners, HeardTrack::lastPlayedAt).end();
  }

  /** The oldest end, ms since 1970; {@link Long#MAX_VALUE} if there is no play. */
  static long oldest(List<TrainingSet.Listener> listeners) {
    // ~x mirrors time without overflow.
    return ~new Period(listeners, heard -> ~heard.firstPlayedAt()).end();
  }

  private static int enough(int all) {
    return Math.max(1, Math.min(ENOUGH, all / SHARE));
  }

  private long end() {
    long last = Long.MIN_VALUE;
    for (TrainingSet.Listener listener : listeners) {
      for (Interaction interaction : listener.interactions()) {
        last = Math.max(last, time.applyAsLong(interaction.heard()));
      }
    }
    return last == Long.MIN_VALUE || isSupported(last) ? last : search();
  }

  /** What is nearly always true of the newest play, found without sorting. */
  private boolean isSupported(long last) {
    int plays = 0;
    Set<String> users = new HashSet<>();
    for (TrainingSet.Listener listener : listeners) {
      for (Interaction interaction : listener.interactions()) {
        if (distance(time.applyAsLong(interaction.heard()), last) < STEP_MS) {
          plays++;
          users.add(listener.userId());
        }
      }
    }
    return plays >= enoughPlays && users.size() >= enoughListeners;
  }

  private long search() {
    List<Dated> plays = newestFirst();
    long step = STEP_MS;
    int supported = supported(plays, step);
    while (supported < 0) {
      step = step > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * step;
      supported = supported(plays, step);
    }
    while (supported > 0
        && distance(plays.get(supported).at(), plays.get(supported - 1).at()) <= step) {
      supported--;
    }
    return plays.get(supported).at();
  }

  private List<Dated> newestFirst() {
    List<Dated> plays = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      for (Interaction interaction : listeners.get(i).interactions()) {
        plays.add(new Dated(time.applyAsLong(interaction.heard()), i));
      }
    }
    plays.sort(Comparator.comparingLong(Dated::at).reversed());
    return plays;
  }

  /** The first play with enough others less than a step before it; -1: there is none. */
  private int supported(List<Dated> newestFirst, long step) {
    int[] playsOf = new int[listeners.size()];
    int users = 0;
    int end = 0;
    for (int begin = 0; begin < newestFirst.size(); begin++) {
      long at = newestFirst.get(begin).at();
      while (end < newestFirst.size() && isWithin(newestFirst.get(end).at(), at, step)) {
        users += playsOf[newestFirst.get(end++).listener()]++ == 0 ? 1 : 0;
      }
      if (end - begin >= enoughPlays && users >= enoughListeners) {
        return begin;
      }
      users -= --playsOf[newestFirst.get(begin).listener()] == 0 ? 1 : 0;
    }
    return -1;
  }

  private static boolean isWithin(long earlier, long later, long step) {
    return step == Long.MAX_VALUE || distance(earlier, later) < step;
  }

  /** From an earlier time to a later one; never negative, also if it does not fit. */
  private static long distance(long earlier, long later) {
    long distance = later - earlier;
    return distance < 0 ? Long.MAX_VALUE : distance;
  }
}
