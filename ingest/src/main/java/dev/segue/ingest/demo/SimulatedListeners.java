// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.schemas.PlayEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A year of listening by listeners that do not exist. Their ids begin with {@code synthetic-}.
 *
 * <p>A listener has a taste in styles that drifts over the year, a liking for slow or fast, dull or
 * bright tracks, a memory of favourites, and listens in sessions. What others play counts a little,
 * what is new somewhat more. Nothing is played before it is released.
 *
 * <p>Tracks also belong to scenes that cannot be heard in them, and a listener moves from scene to
 * neighbouring scene: as in real listening, what goes together is only partly a matter of sound.
 */
public final class SimulatedListeners {
  /** The first instant of the year. */
  public static final Instant START = Instant.parse("2024-12-31T00:00:00Z");

  /** The end of the year, exclusive. */
  public static final Instant END = Instant.parse("2025-12-31T00:00:00Z");

  /**
   * Where an evaluation divides the year: 28 days before its end. About 15 % of the demo catalogue
   * comes out later.
   */
  public static final Instant SPLIT = END.minus(Duration.ofDays(28));

  /** How many listeners make between 60,000 and 90,000 plays. */
  public static final int LISTENERS = 300;

  private SimulatedListeners() {}

  /**
   * All plays of all listeners, ordered by time. The same seed and catalogue give the same plays.
   */
  public static List<PlayEvent> generate(List<DemoTrack> catalogue, long seed, int listeners) {
    Shelf shelf = new Shelf(catalogue, seed);
    List<PlayEvent> plays = new ArrayList<>();
    for (int number = 0; number < listeners; number++) {
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
      plays.addAll(new Listener(number, shelf, random).year());
    }
    plays.sort(Comparator.comparing(PlayEvent::getPlayedAt).thenComparing(PlayEvent::getUserId));
    return plays;
  }
}
