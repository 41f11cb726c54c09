// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a training set of single plays, in whatever order they come. Holds 16 bytes a play until it
 * builds. Not thread-safe.
 */
public final class TrainingSetBuilder {
  private final Ids users = new Ids();
  private final Ids tracks = new Ids();
  private int[] userOfPlay = new int[1024];
  private int[] trackOfPlay = new int[1024];
  private long[] timeOfPlay = new long[1024];
  private int size;

  /** Numbers ids in order of appearance, and keeps one copy of each. */
  private static final class Ids {
    final Map<String, Integer> numbers = new HashMap<>();
    final List<String> ids = new ArrayList<>();

    int number(String id) {
      return numbers.computeIfAbsent(
          id,
          unseen -> {
            ids.add(unseen);
            return ids.size() - 1;
          });
    }
  }

  /** Adds one play. */
  public TrainingSetBuilder add(Play play) {
    if (size == timeOfPlay.length) {
      int grown = size + (size >> 1);
      userOfPlay = Arrays.copyOf(userOfPlay, grown);
      trackOfPlay = Arrays.copyOf(trackOfPlay, grown);
      timeOfPlay = Arrays.copyOf(timeOfPlay, grown);
    }
    userOfPlay[size] = users.number(play.userId());
    trackOfPlay[size] = tracks.number(play.trackId());
    timeOfPlay[size] = play.playedAtMs();
    size++;
    return this;
  }

  /** The set of all plays so far. */
  public TrainingSet build() {
    int[] starts = new int[users.ids.size() + 1];
    int[] byUser = playsByUser(starts);
    List<TrainingSet.Listener> listeners = new ArrayList<>();
    for (int user = 0; user < users.ids.size(); user++) {
      int[] plays = Arrays.copyOfRange(byUser, starts[user], starts[user + 1]);
      listeners.add(new TrainingSet.Listener(users.ids.get(user), interactions(plays)));
    }
    return new TrainingSet(listeners);
  }

  /** A counting sort: play numbers user by user, a user's from {@code starts[user]} on. */
  private int[] playsByUser(int[] starts) {
    for (int i = 0; i < size; i++) {
      starts[userOfPlay[i] + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    int[] next = starts.clone();
    int[] sorted = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[next[userOfPlay[i]]++] = i;
    }
    return sorted;
  }

  private List<Interaction> interactions(int[] plays) {
    Map<Integer, long[]> timesOfTrack = new HashMap<>();
    for (int play : plays) {
      timesOfTrack.merge(
          trackOfPlay[play], new long[] {timeOfPlay[play]}, TrainingSetBuilder::concatenated);
    }
    List<Interaction> interactions = new ArrayList<>(timesOfTrack.size());
    timesOfTrack.forEach((track, times) -> interactions.add(interaction(track, times)));
    return interactions;
  }

  private static long[] concatenated(long[] times, long[] more) {
    long[] all = Arrays.copyOf(times, times.length + more.length);
    System.arraycopy(more, 0, all, times.length, more.length);
    return all;
  }

  private Interaction interaction(int track, long[] times) {
    Arrays.sort(times);
    HeardTrack heard =
        new HeardTrack(
            tracks.ids.get(track), times[0], times[times.length - 1], times.length, 0, 0, 0);
    return new Interaction(heard, times);
  }
}
