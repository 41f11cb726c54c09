// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.plan;

import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws what is sent. Remembers which tracks are there, so that takedowns name one of them. */
final class TrafficPlan {
  private static final int LISTENERS = 40;
  // Lists of ten need more tracks than anybody has heard.
  private static final int FEWEST_TRACKS = 30;
  private static final int FOREIGN_TRACKS = 12;
  private static final int BATCH = 20;
  private static final int TOPIC_GROUP = 50;
  private static final int MOST_UPLOADS = 3;
  private static final long DAYS = 300;
  private static final long TRACK_MS = 180_000;

  private final SplittableRandom random;
  private final Instant now;
  private final int pieces;
  private final List<String> tracks = new ArrayList<>();
  private final List<PlayEvent> sent = new ArrayList<>();
  private int events;

  TrafficPlan(SplittableRandom random, Instant now, int pieces) {
    this.random = random;
    this.now = now.truncatedTo(ChronoUnit.MILLIS);
    this.pieces = pieces;
  }

  /** A catalogue, and some plays of every listener. */
  List<Step> opening() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < FEWEST_TRACKS + 10; i++) {
      steps.add(upload("piece-" + i, i % pieces));
    }
    List<PlayEvent> plays = new ArrayList<>();
    for (int listener = 0; listener < LISTENERS; listener++) {
      for (int i = 0; i < 3; i++) {
        plays.add(play(listener(listener), tracks.get(random.nextInt(tracks.size()))));
      }
    }
    steps.add(new Step.Batch(plays));
    return List.copyOf(steps);
  }

  /** Plays through three doors, resends, uploads, now and then a takedown, and a training. */
  List<Step> round(int number, int plays) {
    List<Step> steps = new ArrayList<>();
    for (int left = plays; left > 0; ) {
      int size = Math.min(left, size(random.nextInt(8)));
      steps.add(send(plays(size)));
      left -= size;
    }
    for (int resends = 1 + plays / 100; resends > 0; resends--) {
      steps.add(send(List.of(sent.get(random.nextInt(sent.size())))));
    }
    shuffle(steps);
    if (tracks.size() > FEWEST_TRACKS && random.nextInt(3) > 0) {
      String track = tracks.remove(random.nextInt(tracks.size()));
      insert(steps, new Step.Takedown(track));
    }
    for (int uploads = 1 + random.nextInt(MOST_UPLOADS); uploads > 0; uploads--) {
      insert(steps, upload("round-" + number + "-" + uploads, random.nextInt(pieces)));
    }
    insert(steps, new Step.Train("round-" + number));
    return List.copyOf(steps);
  }

  private static int size(int draw) {
    return switch (draw) {
      case 0 -> TOPIC_GROUP;
      case 1 -> BATCH;
      default -> 1;
    };
  }

  private Step send(List<PlayEvent> plays) {
    boolean one = plays.size() == 1;
    return switch (random.nextInt(one ? 4 : 2)) {
      case 0 -> new Step.TopicPlays(plays);
      case 1 -> new Step.Batch(plays);
      default -> new Step.OnePlay(plays.get(0));
    };
  }

  private List<PlayEvent> plays(int size) {
    List<PlayEvent> plays = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String track =
          random.nextInt(8) == 0
              ? "elsewhere-" + random.nextInt(FOREIGN_TRACKS)
              : tracks.get(random.nextInt(tracks.size()));
      plays.add(play(listener(random.nextInt(LISTENERS)), track));
    }
    return List.copyOf(plays);
  }

  private PlayEvent play(String userId, String trackId) {
    PlayEvent play =
        new PlayEvent(
            "event-" + events++,
            userId,
            trackId,
            now.minusMillis(random.nextLong(Duration.ofDays(DAYS).toMillis())),
            heard(random.nextInt(6)),
            random.nextInt(10) == 0 ? null : TRACK_MS,
            null,
            feedback(random.nextInt(12)));
    sent.add(play);
    return play;
  }

  /** The shares at which a play counts as completed and as skipped are among these. */
  private Long heard(int draw) {
    return switch (draw) {
      case 0 -> null;
      case 1 -> TRACK_MS * 9 / 10;
      case 2 -> TRACK_MS / 5;
      case 3 -> TRACK_MS / 5 - 1;
      default -> random.nextLong(TRACK_MS + 1);
    };
  }

  private static Feedback feedback(int draw) {
    return switch (draw) {
      case 0 -> Feedback.LIKE;
      case 1 -> Feedback.DISLIKE;
      case 2 -> Feedback.SKIP;
      case 3 -> null;
      default -> Feedback.NONE;
    };
  }

  /** Some ids are not made of ASCII letters. */
  private static String listener(int number) {
    return switch (number % 10) {
      case 0 -> "Zoë Ångström " + number;
      case 1 -> "聴き手-" + number;
      default -> "listener-" + number;
    };
  }

  private Step upload(String trackId, int piece) {
    tracks.add(trackId);
    return new Step.Upload(trackId, piece);
  }

  private void insert(List<Step> steps, Step step) {
    steps.add(random.nextInt(steps.size() + 1), step);
  }

  private void shuffle(List<Step> steps) {
    for (int i = steps.size() - 1; i > 0; i--) {
      steps.set(i, steps.set(random.nextInt(i + 1), steps.get(i)));
    }
  }
}
