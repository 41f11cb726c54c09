// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The plays of a log in the order they came, at 24 bytes a play and one copy of each id. Not
 * thread-safe while it grows.
 */
public final class PlayTable implements Iterable<Play> {
  private final Map<String, String> ids = new HashMap<>();
  private String[] users = new String[1024];
  private String[] tracks = new String[1024];
  private long[] playedAt = new long[1024];
  private int[] playedMs = new int[1024];
  private int[] trackMs = new int[1024];
  private int size;

  /** Adds one play; lengths above 24 days are cut to that. */
  public PlayTable add(Play play) {
    if (size == users.length) {
      grow(size + (size >> 1));
    }
    users[size] = ids.computeIfAbsent(play.userId(), id -> id);
    tracks[size] = ids.computeIfAbsent(play.trackId(), id -> id);
    playedAt[size] = play.playedAtMs();
    playedMs[size] = clamped(play.playedMs());
    trackMs[size] = clamped(play.trackMs());
    size++;
    return this;
  }

  /** The number of plays. */
  public int size() {
    return size;
  }

  @Override
  public Iterator<Play> iterator() {
    return IntStream.range(0, size).mapToObj(this::play).iterator();
  }

  private Play play(int i) {
    return new Play(users[i], tracks[i], playedAt[i], playedMs[i], trackMs[i]);
  }

  private void grow(int capacity) {
    users = Arrays.copyOf(users, capacity);
    tracks = Arrays.copyOf(tracks, capacity);
    playedAt = Arrays.copyOf(playedAt, capacity);
    playedMs = Arrays.copyOf(playedMs, capacity);
    trackMs = Arrays.copyOf(trackMs, capacity);
  }

  private static int clamped(long ms) {
    return (int) Math.max(-1, Math.min(Integer.MAX_VALUE, ms));
  }
}
