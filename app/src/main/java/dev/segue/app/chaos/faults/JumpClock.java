// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Clients whose clocks are wrong: event times and record timestamps jump backwards and forwards.
 * Times up to some hours ahead are clock skew and count; times that no clock can mean are refused
 * over HTTP and become dead letters on the topic. The process's own clock is not changed.
 */
public record JumpClock(int afterStep, int plays, long seed) implements Fault {
  // Less than the day by which a clock may be ahead.
  private static final long MOST_AHEAD_MS = Duration.ofHours(20).toMillis();
  private static final long MOST_BEHIND_MS = Duration.ofDays(5 * 365).toMillis();
  // A broker takes record timestamps up to an hour ahead (message.timestamp.after.max.ms).
  private static final long RECORD_AHEAD_MS = Duration.ofHours(3).toMillis();
  private static final Instant NEVER = Instant.parse("2300-01-01T00:00:00Z");
  private static final int USERS = 3;

  @Override
  public FaultKind kind() {
    return FaultKind.CLOCK;
  }

  @Override
  public void strike(Target target) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < plays; i++) {
      play(target, random, random.nextInt(6), i);
    }
  }

  private void play(Target target, SplittableRandom random, int door, int number)
      throws InterruptedException {
    Instant skewed =
        target
            .now()
            .plusMillis(random.nextLong(-MOST_BEHIND_MS, MOST_AHEAD_MS))
            .truncatedTo(ChronoUnit.MILLIS);
    Instant ahead = target.now().plusMillis(random.nextLong(MOST_AHEAD_MS));
    long stamp = System.currentTimeMillis() + random.nextLong(-MOST_BEHIND_MS, RECORD_AHEAD_MS);
    switch (door) {
      case 0 -> target.sender().play(event(skewed, number));
      case 1 -> target.sender().play(event(ahead.truncatedTo(ChronoUnit.MILLIS), number));
      case 2 -> target.sender().toTopic(event(skewed, number), stamp);
      case 3 -> target.sender().playThatMustBeRefused(event(NEVER, number));
      case 4 -> target.sender().playThatMustBeRefused(event(Instant.ofEpochMilli(-1), number));
      default -> refusedOnTheTopic(target, event(NEVER, number));
    }
  }

  private PlayEvent event(Instant playedAt, int number) {
    return PlayEvent.newBuilder()
        .setEventId("clock-" + seed + "-" + number)
        .setUserId("listener-" + (2 + number % USERS))
        // Times of another year would say everything about tracks that others play, too.
        .setTrackId((playedAt.equals(NEVER) ? "never-" : "skewed-") + number % USERS)
        .setPlayedAt(playedAt)
        .build();
  }

  private static void refusedOnTheTopic(Target target, PlayEvent play) throws InterruptedException {
    byte[] key = play.getUserId().getBytes(StandardCharsets.UTF_8);
    target
        .sender()
        .junk(
            new ProducerRecord<>(
                target.sender().topics().plays(), key, Serdes.PLAY_EVENT.toBytes(play)));
  }
}
