// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Interval;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileProtocolTest {
  private static final long AT = 100;
  private static final ProfileSettings ALL = new ProfileSettings(Duration.ofSeconds(30), 1, 1, 200);

  private static Play play(String user, String track, long at, long playedS, long trackS) {
    return new Play(user, track, at, playedS * 1000, trackS * 1000);
  }

  /** Somebody played all these tracks long enough before the cut; ann knows a alone. */
  private static List<Play> known(String... tracks) {
    List<Play> plays = new ArrayList<>();
    plays.add(play("ann", "a", 1, 100, 100));
    for (String track : tracks) {
      plays.add(play("zoe", track, 2, 100, 100));
    }
    return plays;
  }

  private static ProfileSplit split(List<Play> plays, ProfileSettings settings) {
    return new ProfileSplit(plays, AT, settings);
  }

  private static List<String> profile(List<Play> plays, ProfileSettings settings) {
    ProfileSplit split = split(plays, settings);
    return split.testListeners().stream()
        .filter(listener -> listener.userId().equals("ann"))
        .flatMap(listener -> split.testCase(listener).truth().stream())
        .toList();
  }

  @Test
  void ranksPositiveTracksByWilsonScore() {
    List<Play> plays = known("b", "c", "d", "e");
    // Once and in full; four times and almost in full; long enough but a small part; too short.
    plays.add(play("ann", "b", 100, 200, 200));
    for (int i = 0; i < 4; i++) {
      plays.add(play("ann", "c", 110 + i, 190, 200));
    }
    plays.add(play("ann", "d", 120, 30, 300));
    plays.add(play("ann", "e", 130, 29, 300));

    assertThat(profile(plays, ALL)).containsExactly("c", "b", "d");
    assertThat(profile(plays, new ProfileSettings(Duration.ofSeconds(30), 1, 1, 2)))
        .containsExactly("c", "b");
    assertThat(profile(plays, new ProfileSettings(Duration.ofSeconds(31), 1, 1, 200)))
        .containsExactly("c", "b");
  }

  @Test
  void scoresByTheShareThatWasPlayed() {
    Playthrough playthrough = new Playthrough();
    playthrough.add(play("u", "t", 0, 50, 200), 30_000);
    playthrough.add(play("u", "t", 1, 900, 200), 30_000);
    playthrough.add(new Play("u", "t", 2), 30_000);

    assertThat(playthrough.score()).isCloseTo(Interval.wilson(0.625, 2).low(), within(1e-15));
    assertThat(playthrough.positive()).isTrue();
  }

  @Test
  void takesAPositivePlayForAWholeOneWhereTheTracksLengthIsUnknown() {
    Playthrough playthrough = new Playthrough();
    playthrough.add(new Play("u", "t", 0, 30_000, -1), 30_000);
    playthrough.add(new Play("u", "t", 1, 29_999, -1), 30_000);

    assertThat(playthrough.score()).isCloseTo(Interval.wilson(0.5, 2).low(), within(1e-15));
  }

  @Test
  void takesAWholeShortTrackForPositive() {
    assertThat(Playthrough.positive(play("u", "t", 0, 20, 20), 30_000)).isTrue();
    assertThat(Playthrough.positive(play("u", "t", 0, 19, 20), 30_000)).isFalse();
    assertThat(Playthrough.positive(new Play("u", "t", 0), 0)).isFalse();
  }

  @Test
  void asksOnlyForTracksThatAreNewToTheListenerAndKnownToOthers() {
    List<Play> plays = known("b");
    plays.add(play("ann", "a", 100, 100, 100));
    plays.add(play("ann", "b", 101, 100, 100));
    plays.add(play("ann", "brand new", 102, 100, 100));

    assertThat(profile(plays, ALL)).containsExactly("b");
  }

  @Test
  void leavesOutRareTracksAndThenListenersWithTooFew() {
    List<Play> plays = known("a", "b", "c");
    plays.add(play("ann", "b", 3, 100, 100));
    plays.add(play("ann", "rare", 4, 100, 100));
    plays.add(play("bob", "b", 5, 100, 100));

    ProfileSettings strict = new ProfileSettings(Duration.ofSeconds(30), 2, 2, 200);
    assertThat(split(plays, strict).tracks()).containsExactlyInAnyOrder("a", "b");
    assertThat(split(plays, strict).train().listeners())
        .extracting(listener -> listener.userId())
        .containsExactly("ann", "zoe");
  }

  @Test
  void measuresAtEveryLengthAndCohort() {
    List<Play> plays = known("b", "c", "d");
    plays.add(play("ann", "b", 100, 100, 100));
    plays.add(play("ann", "c", 101, 100, 100));
    ProfileProtocol protocol =
        new ProfileProtocol(plays, AT, ALL, EvaluationOptions.ofLength(1, 4));
    EvaluationResult result =
        protocol.evaluate("fixed", new FixedList(List.of("d", "c", "b")), TrainingListener.SILENT);

    assertThat(result.users()).containsExactly("ann");
    assertThat(result.values(new Measure(Metric.F1, 1))).containsExactly(0);
    // Three of four asked for are there, two of them right.
    assertThat(result.values(new Measure(Metric.F1, 4))[0]).isCloseTo(0.8, within(1e-15));
    assertThat(result.cohorts().groups()).containsExactly(0);
    assertThat(result.cohorts().names()).containsExactly("(0,50]", "(50,100]", "(100,150]", ">150");
  }

  @Test
  void needsPlayingTimes() {
    assertThatThrownBy(() -> split(List.of(new Play("u", "t", 1)), ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no play of the log tells how long");
  }
}
