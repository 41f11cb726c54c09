// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {
  private static final long DAY = 86_400_000;
  private static final long START = Instant.parse("2014-01-01T00:00:00Z").toEpochMilli();

  @ParameterizedTest
  @ValueSource(strings = {"2190-01-01T00:00:00Z", "2019-01-01T00:00:00Z", "2014-05-01T00:00:00Z"})
  void passesOverAFewPlaysThatAreLaterThanAllOthers(String wrong) {
    List<Play> plays = log(100, 4000, 100);
    long newest = newest(plays);
    long at = Instant.parse(wrong).toEpochMilli();
    plays.add(new Play("u1", "a", at));
    assertThat(newest(plays)).isEqualTo(newest);
    // Other listeners, other times of the same day, and days that follow each other.
    plays.add(new Play("u2", "b", at + 1));
    plays.add(new Play("u3", "a", at + DAY / 2));
    plays.add(new Play("u3", "c", at + 2 * DAY));
    assertThat(newest(plays)).isEqualTo(newest);
  }

  @Test
  void passesOverAnyNumberOfPlaysOfOneListener() {
    List<Play> plays = log(100, 4000, 100);
    long newest = newest(plays);
    for (int i = 0; i < 1000; i++) {
      plays.add(new Play("u1", "t" + i, START + 400 * DAY + i * 60_000L));
    }
    assertThat(newest(plays)).isEqualTo(newest);
  }

  @Test
  void passesOverAPlayOfAListenerWhoIsAlone() {
    List<Play> plays = log(1, 300, 100);
    long newest = newest(plays);
    plays.add(new Play("u0", "a", START + 400 * DAY));
    assertThat(newest(plays)).isEqualTo(newest);
  }

  @Test
  void passesOverAFewPlaysThatAreEarlierThanAllOthers() {
    List<Play> plays = log(100, 4000, 100);
    long oldest = set(plays).oldestPlay();
    plays.add(new Play("u1", "a", 0));
    plays.add(new Play("u2", "b", 20_140_120));
    assertThat(set(plays).oldestPlay()).isEqualTo(oldest);
  }

  @Test
  void followsListenersWhoComeBackAfterAPause() {
    List<Play> plays = log(100, 4000, 100);
    for (int i = 0; i < 10; i++) {
      plays.add(new Play("u" + i, "a", START + 130 * DAY + i));
    }
    assertThat(newest(plays)).isEqualTo(START + 130 * DAY + 9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20, 100, 1000})
  void isTheNewestAndTheOldestPlayWhereNoTimeIsWrong(int listeners) {
    for (int perDay : List.of(10, 100)) {
      List<Play> plays = log(listeners, 100 * perDay, 100);
      assertThat(newest(plays))
          .isEqualTo(plays.stream().mapToLong(Play::playedAtMs).max().orElseThrow());
      assertThat(set(plays).oldestPlay())
          .isEqualTo(plays.stream().mapToLong(Play::playedAtMs).min().orElseThrow());
    }
  }

  @Test
  void isTheNewestPlayOfASmallSet() {
    assertThat(newest(List.of(new Play("u", "a", 7)))).isEqualTo(7);
    assertThat(newest(List.of(new Play("u", "a", 7), new Play("v", "a", 90 * DAY))))
        .isEqualTo(90 * DAY);
    assertThat(newest(List.of())).isEqualTo(Long.MIN_VALUE);
    assertThat(set(List.of()).oldestPlay()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void findsAnEndWhereNobodyPlaysForDays() {
    List<Play> plays = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      plays.add(new Play("u" + i % 100, "t" + i, START + 9 * i * DAY));
    }
    assertThat(newest(plays)).isEqualTo(START + 9 * 199 * DAY);
    plays.add(new Play("u1", "a", Long.MAX_VALUE));
    plays.add(new Play("u1", "b", Long.MIN_VALUE));
    assertThat(newest(plays)).isEqualTo(START + 9 * 199 * DAY);
    assertThat(set(plays).oldestPlay()).isEqualTo(START);
  }

  private static long newest(List<Play> plays) {
    return set(plays).newestPlay();
  }

  private static TrainingSet set(List<Play> plays) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    plays.forEach(builder::add);
    return builder.build();
  }

  private static List<Play> log(int listeners, int count, int days) {
    Random random = new Random(listeners);
    List<Play> plays = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      plays.add(
          new Play(
              "u" + random.nextInt(listeners),
              "t" + i,
              START + (long) (random.nextDouble() * days * DAY)));
    }
    return plays;
  }
}
