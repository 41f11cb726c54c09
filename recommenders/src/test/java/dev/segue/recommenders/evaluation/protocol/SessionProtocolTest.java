// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Reason;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.SessionRecommender;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionProtocolTest {
  private static final List<Session> TRAIN =
      List.of(new Session("t1", 0, List.of("a", "b", "a")), new Session("t2", 9, List.of("c")));

  /** Says that the first track of the session comes next, then the last. */
  private record FirstThenLast(List<List<String>> asked) implements SessionRecommender {
    @Override
    public String algorithm() {
      return "first";
    }

    @Override
    public List<ScoredTrack> recommend(History history, int k, TrackFilter filter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<List<ScoredTrack>> next(List<List<String>> sessions, int k) {
      asked.addAll(sessions);
      return sessions.stream()
          .map(
              session ->
                  List.of(
                      new ScoredTrack(session.get(0), 2),
                      new ScoredTrack(session.get(session.size() - 1), 1)))
          .toList();
    }

    @Override
    public List<Reason> explain(History history, String trackId, int n) {
      return List.of();
    }
  }

  private static SessionProtocol protocol(List<Session> test) {
    return new SessionProtocol(TRAIN, test, EvaluationOptions.ofLength(2));
  }

  @Test
  void asksAfterEveryProperBeginning() {
    FirstThenLast model = new FirstThenLast(new ArrayList<>());
    SessionProtocol protocol = protocol(List.of(new Session("s", 20, List.of("a", "b", "b", "c"))));
    EvaluationResult result = protocol.evaluate("first", model, TrainingListener.SILENT);

    assertThat(model.asked())
        .containsExactly(List.of("a"), List.of("a", "b"), List.of("a", "b", "b"));
    assertThat(result.values(Metric.RECALL)).containsExactly(0, 1, 0);
    assertThat(result.values(Metric.MRR)).containsExactly(0, 0.5, 0);
    assertThat(result.users()).containsExactly("s", "s", "s");
    assertThat(result.estimate(Metric.MRR).count()).isEqualTo(1);
  }

  @Test
  void takesTracksWithoutTrainingOutOfTheTestFirst() {
    FirstThenLast model = new FirstThenLast(new ArrayList<>());
    SessionProtocol protocol =
        protocol(
            List.of(
                new Session("s", 20, List.of("new", "b", "newer", "c")),
                new Session("t", 20, List.of("new", "b"))));
    protocol.evaluate("first", model, TrainingListener.SILENT);

    assertThat(model.asked()).containsExactly(List.of("b"));
    assertThat(protocol.description()).contains("1 beginnings of 1 sessions");
  }

  @Test
  void givesOtherModelsTheSessionAsAHistory() {
    EvaluationResult result =
        protocol(List.of(new Session("s", 20, List.of("a", "b", "a"))))
            .evaluate("fixed", new FixedList(List.of("x", "a", "b")), TrainingListener.SILENT);

    // x is no training track; the second a cannot be listed, as it was heard.
    assertThat(result.values(Metric.MRR)).containsExactly(1, 0);
  }

  @Test
  void keepsTheOrderAndTheRepeatsOfTheTraining() {
    List<Interaction> interactions = protocol(List.of()).train().listeners().get(0).interactions();

    assertThat(interactions).extracting(i -> i.heard().trackId()).containsExactly("b", "a");
    assertThat(interactions.get(1).playedAt()).containsExactly(0, 2);
  }

  @Test
  void neitherTrainsNorTestsOnTheRestOfASessionThatRunsAcrossTheCut() {
    List<Play> plays =
        List.of(
            new Play("u", "a", 8),
            new Play("u", "b", 9),
            new Play("u", "a", 10),
            new Play("u", "b", 11),
            new Play("u", "a", 40),
            new Play("u", "b", 41));
    SessionProtocol protocol =
        SessionProtocol.of(plays, Duration.ofMillis(5), 10, EvaluationOptions.ofLength(2));

    assertThat(protocol.train().plays()).isEqualTo(2);
    assertThat(protocol.summary().testPairs()).isEqualTo(1);
  }
}
