// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who heard what: the input of every training.
 *
 * <p>The same plays give the same set, in whatever order they came and however they were sharded:
 * listeners are ordered by id, a listener's tracks as in {@link History}.
 */
public final class TrainingSet {
  private final List<Listener> listeners;

  /** One listener's interactions, in the order of {@link History}. */
  public record Listener(String userId, List<Interaction> interactions) {
    /** Sorts the interactions into the canonical order. */
    public Listener {
      interactions =
          interactions.stream()
              .sorted(
                  Comparator.comparingLong((Interaction i) -> i.heard().lastPlayedAt())
                      .thenComparing(i -> i.heard().trackId()))
              .toList();
    }

    /** The history without the single play times. */
    public History history() {
      return new History(userId, interactions.stream().map(Interaction::heard).toList());
    }
  }

  /**
   * Takes the listeners in any order.
   *
   * @throws IllegalArgumentException if a listener comes twice
   */
  public TrainingSet(List<Listener> listeners) {
    Map<String, Listener> byId = new TreeMap<>();
    for (Listener listener : listeners) {
      if (byId.put(listener.userId(), listener) != null) {
        throw new IllegalArgumentException("listener " + listener.userId() + " comes twice");
      }
    }
    this.listeners = List.copyOf(byId.values());
  }

  /** The listeners, ordered by id. */
  public List<Listener> listeners() {
    return listeners;
  }

  /** The number of plays. */
  public long plays() {
    return listeners.stream()
        .flatMap(listener -> listener.interactions().stream())
        .mapToLong(interaction -> interaction.heard().plays())
        .sum();
  }

  /**
   * The newest play, ms since 1970; {@link Long#MIN_VALUE} if there is none. A few plays with a
   * wrong time, later than all others, do not count: the time has to be supported by others within
   * a day.
   */
  public long newestPlay() {
    return Period.newest(listeners);
  }

  /** The oldest play, likewise; {@link Long#MAX_VALUE} if there is none. */
  public long oldestPlay() {
    return Period.oldest(listeners);
  }

  /** Each track's first play, ms since 1970. */
  public Map<String, Long> firstPlays() {
    Map<String, Long> first = new HashMap<>();
    for (Listener listener : listeners) {
      for (Interaction interaction : listener.interactions()) {
        HeardTrack heard = interaction.heard();
        first.merge(heard.trackId(), heard.firstPlayedAt(), Math::min);
      }
    }
    return first;
  }
}
