// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.sequence;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How the plays of a listener become a sequence. Plays at one time are ordered by track id. */
public enum PlayOrder {
  /** Each track once, where it was played first. */
  FIRST_PLAY,

  /** Each track once, where it was played last. */
  LAST_PLAY,

  /**
   * Each play. A {@link History} knows of a track its first and its last play only, so that is what
   * it counts for when a list is asked for.
   */
  EVERY_PLAY;

  private static final Comparator<TimedPlay> ORDER =
      Comparator.comparingLong(TimedPlay::at).thenComparing(TimedPlay::trackId);

  /** A track at a place of a sequence; time in ms since 1970. */
  record TimedPlay(String trackId, long at) {}

  /** The tracks of a history, oldest first. */
  public List<String> tracks(History history) {
    List<TimedPlay> plays = new ArrayList<>(history.tracks().size());
    for (HeardTrack heard : history.tracks()) {
      add(plays, heard, new long[0]);
    }
    plays.sort(ORDER);
    return plays.stream().map(TimedPlay::trackId).toList();
  }

  /** The plays of a listener, oldest first. */
  List<TimedPlay> plays(TrainingSet.Listener listener) {
    List<TimedPlay> plays = new ArrayList<>();
    for (Interaction interaction : listener.interactions()) {
      add(plays, interaction.heard(), interaction.playedAt());
    }
    plays.sort(ORDER);
    return plays;
  }

  private void add(List<TimedPlay> plays, HeardTrack heard, long[] times) {
    switch (this) {
      case FIRST_PLAY -> plays.add(new TimedPlay(heard.trackId(), heard.firstPlayedAt()));
      case LAST_PLAY -> plays.add(new TimedPlay(heard.trackId(), heard.lastPlayedAt()));
      case EVERY_PLAY -> addEvery(plays, heard, times);
    }
  }

  private static void addEvery(List<TimedPlay> plays, HeardTrack heard, long[] times) {
    if (times.length == 0 || heard.firstPlayedAt() < times[0]) {
      plays.add(new TimedPlay(heard.trackId(), heard.firstPlayedAt()));
    }
    for (long time : times) {
      plays.add(new TimedPlay(heard.trackId(), time));
    }
    if (times.length == 0 && heard.lastPlayedAt() > heard.firstPlayedAt()) {
      plays.add(new TimedPlay(heard.trackId(), heard.lastPlayedAt()));
    }
  }
}
