// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** One simulated listener and her year. */
final class Listener {
  private static final double SESSIONS = 30;
  private static final double SESSIONS_SPREAD = 0.6;
  private static final int MOST_PLAYS_A_SESSION = 12;
  private static final int DAYS = 365;
  // Listening goes on in the style of the play before.
  private static final double STAY = 0.6;
  private static final double REPLAY = 0.2;
  private static final double SKIP_DISLIKED = 0.45;
  private static final double SKIP_LIKED = 0.06;
  private static final double SAYS_SO = 0.5;
  private static final double LIKES = 0.12;
  // How far through the scenes most listeners move in a year.
  private static final double MOVES = 0.35;

  private final String userId;
  private final Shelf shelf;
  private final SplittableRandom random;
  private final Taste taste;
  private final Traits liking;
  private final int eveningHour;
  private final double scene;
  private final double moves;
  private final List<DemoTrack> favourites = new ArrayList<>();
  private final List<PlayEvent> plays = new ArrayList<>();

  Listener(int number, Shelf shelf, SplittableRandom random) {
    this.userId = String.format(Locale.ROOT, "synthetic-%04d", number);
    this.shelf = shelf;
    this.random = random;
    this.taste = Taste.of(shelf.styles().size(), random);
    this.liking = new Traits(random.nextDouble(), random.nextDouble());
    this.eveningHour = 15 + random.nextInt(7);
    this.scene = random.nextDouble();
    this.moves = MOVES * Draw.normal(random);
  }

  List<PlayEvent> year() {
    int sessions = (int) (SESSIONS * Math.exp(SESSIONS_SPREAD * Draw.normal(random)));
    List<Instant> starts = new ArrayList<>();
    for (int i = 0; i < Math.max(3, sessions); i++) {
      starts.add(start());
    }
    starts.sort(null);
    for (int i = 0; i < starts.size(); i++) {
      session(i, starts.get(i));
    }
    return plays;
  }

  private Instant start() {
    double hour = eveningHour + 2 * Draw.normal(random);
    return SimulatedListeners.START
        .plus(Duration.ofDays(random.nextInt(DAYS)))
        .plusMillis((long) (Math.max(0, Math.min(23.5, hour)) * 3_600_000));
  }

  private void session(int number, Instant start) {
    int count = 3 + random.nextInt(MOST_PLAYS_A_SESSION - 2);
    double[] weights = taste.at(passed(start));
    int style = Draw.index(weights, random);
    Instant now = start;
    for (int i = 0; i < count; i++) {
      if (random.nextDouble() >= STAY) {
        style = Draw.index(weights, random);
      }
      DemoTrack track = next(style, now);
      if (track == null) {
        continue;
      }
      PlayEvent play = play(track, now, number, weights);
      if (!now.isBefore(SimulatedListeners.END)) {
        return;
      }
      plays.add(play);
      now = now.plusMillis(play.getPlayedMs() + 500 + random.nextInt(4_000));
    }
  }

  private DemoTrack next(int style, Instant now) {
    if (!favourites.isEmpty() && random.nextDouble() < REPLAY) {
      return favourites.get(random.nextInt(favourites.size()));
    }
    double here = scene + moves * passed(now);
    return shelf.choose(shelf.styles().get(style), now, liking, here, random);
  }

  private PlayEvent play(DemoTrack track, Instant at, int session, double[] weights) {
    double weight = weights[shelf.styles().indexOf(track.style())];
    double enjoyment = Math.min(1, 2 * weight) * 0.5 + 0.5 * Shelf.match(track.traits(), liking);
    boolean skips = random.nextDouble() < SKIP_DISLIKED + enjoyment * (SKIP_LIKED - SKIP_DISLIKED);
    double heard = skips ? 0.03 + 0.15 * random.nextDouble() : 0.92 + 0.08 * random.nextDouble();
    boolean likes = !skips && random.nextDouble() < LIKES * enjoyment;
    if (likes) {
      favourites.add(track);
    }
    long trackMs = track.track().getDurationMs();
    return new PlayEvent(
        "demo-" + userId + "-" + plays.size(),
        userId,
        track.track().getTrackId(),
        at,
        Math.round(trackMs * heard),
        trackMs,
        userId + "-session-" + session,
        feedback(skips, likes));
  }

  private Feedback feedback(boolean skips, boolean likes) {
    if (likes) {
      return Feedback.LIKE;
    }
    return skips && random.nextDouble() < SAYS_SO ? Feedback.SKIP : Feedback.NONE;
  }

  private static double passed(Instant at) {
    return Duration.between(SimulatedListeners.START, at).toHours() / (24.0 * DAYS);
  }
}
