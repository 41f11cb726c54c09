// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.CurvePoint;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.PlayTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolsTest {
  private static final long MINUTE = 60_000;
  private static final long AT = 1500 * MINUTE;

  /** One from each plane of Unicode, a lone surrogate and nothing at all. */
  private static final List<String> AWKWARD = awkward();

  @TempDir Path folder;

  private static List<String> awkward() {
    List<String> ids = new ArrayList<>(List.of("", "\uD800", "a\tb\n"));
    for (int plane = 0; plane <= 16; plane++) {
      ids.add(Character.toString(plane * 0x10000 + 0x1234));
    }
    return ids;
  }

  static List<String> names() {
    return Protocols.names();
  }

  private static PlayTable plays() {
    Random random = new Random(3);
    PlayTable plays = new PlayTable();
    for (int i = 0; i < 3000; i++) {
      String user = AWKWARD.get(random.nextInt(AWKWARD.size()));
      String track = AWKWARD.get(random.nextInt(AWKWARD.size())) + random.nextInt(5);
      plays.add(new Play(user, track, i * MINUTE, random.nextInt(200) * 1000L, 200_000));
    }
    // Tracks that come with the cut, an event that came twice, and one from the far future.
    plays.add(new Play("", "new", AT, 100_000, 200_000));
    plays.add(new Play("", "new", AT, 100_000, 200_000));
    plays.add(new Play("", "a\tb\n1", Long.MAX_VALUE, 100_000, 200_000));
    return plays;
  }

  private static ProtocolInput input(PlayTable plays) {
    return new ProtocolInput(
        plays, OptionalLong.of(AT), Set.of("new"), Map.of("new", "artist"), Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("names")
  void evaluatesEverySortOfLog(String name) throws Exception {
    Protocol protocol = Protocols.create(name, input(plays()), Map.of("k", "3,5"));
    EvaluationResult result =
        protocol.run(
            "item-item",
            Algorithms.named("item-item"),
            TrackVectors.NONE,
            AlgorithmSettings.DEFAULTS,
            TrainingRun.SILENT);

    assertThat(protocol.name()).isEqualTo(name);
    assertThat(protocol.train().plays()).isPositive();
    assertThat(result.values().keySet()).containsExactlyElementsOf(protocol.measures());
    assertThat(result.users()).hasSameSizeAs(result.cohorts().groups()).isNotEmpty();
    for (Measure measure : protocol.measures()) {
      assertThat(result.values(measure)).hasSameSizeAs(result.users());
      assertThat(result.estimate(measure).mean()).isBetween(0.0, 1.0);
    }
    assertThat(result.trainingSeconds()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesALogWithNothingToTestOn(String name) {
    List<PlayTable> logs =
        List.of(
            new PlayTable(),
            new PlayTable().add(new Play("u", "t", 1, 100_000, -1)),
            // One listener, then one track.
            new PlayTable().add(new Play("u", "s", 1, 99_000, -1)).add(new Play("u", "t", 2)),
            new PlayTable().add(new Play("u", "t", 1, 99_000, -1)).add(new Play("v", "t", 2)));
    for (PlayTable log : logs) {
      assertThatThrownBy(() -> Protocols.create(name, input(log), Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(name)
          .hasMessageMatching("(?s).*(nothing to test on|this one is empty).*");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void refusesSettingsItDoesNotHave(String name) {
    assertThatThrownBy(() -> Protocols.create(name, input(plays()), Map.of("kk", "5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name + " has no setting kk");
    for (String k : List.of("0", "-1", "ten", "5,,6", "")) {
      assertThatThrownBy(() -> Protocols.create(name, input(plays()), Map.of("k", k)))
          .as(k)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("k is ");
    }
  }

  @Test
  void namesWhatThereIs() {
    assertThatThrownBy(() -> Protocols.create("hold-out", input(plays()), Map.of()))
        .hasMessageContaining("there is no protocol hold-out")
        .hasMessageContaining("leave-one-out");
  }

  @Test
  void needsACutAndContentWhereItCuts() {
    ProtocolInput uncut =
        new ProtocolInput(plays(), OptionalLong.empty(), Set.of("new"), Map.of(), Optional.empty());
    for (String name : List.of("chronological", "cold-items", "session", "profile")) {
      assertThatThrownBy(() -> Protocols.create(name, uncut, Map.of()))
          .hasMessageContaining(name + " needs a moment at which the log is cut");
    }
    assertThatThrownBy(
            () -> Protocols.create("cold-items", ProtocolInput.of(plays(), AT), Map.of()))
        .hasMessageContaining("needs tracks with content");
  }

  @Test
  void readsSessionFilesWhereThereAreAny() throws IOException {
    Path train = Files.writeString(folder.resolve("train.txt"), "1 2 3\n2 3\n");
    Path test = Files.writeString(folder.resolve("test.txt"), "1 2 9 3\n");
    ProtocolInput input =
        new ProtocolInput(
            new PlayTable(),
            OptionalLong.empty(),
            Set.of(),
            Map.of(),
            Optional.of(new ProtocolInput.SessionFiles(train, test)));
    Protocol protocol = Protocols.create("session", input, Map.of());

    assertThat(protocol.summary().testPairs()).isEqualTo(2);
    assertThat(protocol.train().plays()).isEqualTo(5);
  }

  @Test
  void keepsTheNumbersOfTheEvaluator() throws Exception {
    ProtocolInput input = input(plays());
    FixedList model = new FixedList(List.of("0", "1", "2", "3", "4", "a\tb\n1"));
    EvaluationResult expected = new Evaluator(input.split("x"), 5).warm("fixed", model);
    EvaluationResult result =
        Protocols.create("chronological", input, Map.of("k", "5"))
            .evaluate("fixed", model, TrainingListener.SILENT);

    assertThat(result.mean(Metric.NDCG)).isPositive().isEqualTo(expected.mean(Metric.NDCG));
    assertThat(result.users()).isEqualTo(expected.users());
  }

  @Test
  void keepsTheLearningCurveAndPassesItOn() throws Exception {
    List<CurvePoint> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void progress(String stage, long done, long total) {}

          @Override
          public void measured(String measure, long step, double value) {
            heard.add(new CurvePoint(measure, step, value));
          }
        };
    EvaluationResult result =
        Protocols.create("chronological", input(plays()), Map.of())
            .run(
                "fixed",
                new FixedList.Training(List.of("0")),
                TrackVectors.NONE,
                AlgorithmSettings.DEFAULTS,
                TrainingRun.heardBy(listener));

    assertThat(result.curve())
        .containsExactly(new CurvePoint("loss", 1, 0.5), new CurvePoint("loss", 2, 0.25))
        .isEqualTo(heard);
  }
}
