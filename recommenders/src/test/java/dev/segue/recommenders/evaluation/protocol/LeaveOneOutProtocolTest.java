// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaveOneOutProtocolTest {
  private static LeaveOneOutProtocol protocol(Play... plays) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    List.of(plays).forEach(builder::add);
    return new LeaveOneOutProtocol(builder.build(), EvaluationOptions.ofLength(2));
  }

  @Test
  void asksForTheLastDiscovery() {
    LeaveOneOutProtocol protocol =
        protocol(
            new Play("ann", "a", 1),
            new Play("ann", "b", 2),
            new Play("ben", "b", 1),
            new Play("ben", "c", 2),
            new Play("ben", "a", 3),
            new Play("cat", "c", 9));
    EvaluationResult result =
        protocol.evaluate("fixed", new FixedList(List.of("c", "b", "a")), TrainingListener.SILENT);

    // ann is asked for b and gets c, b; ben is asked for a, which is all that is left.
    assertThat(result.users()).containsExactly("ann", "ben");
    assertThat(result.values(Metric.MRR)).containsExactly(0.5, 1);
    assertThat(result.values(Metric.HIT_RATE)).containsExactly(1, 1);
    assertThat(result.values(Metric.NDCG)[0]).isCloseTo(Math.log(2) / Math.log(3), within(1e-15));
    assertThat(protocol.description()).contains("2 listeners");
  }

  @Test
  void forgetsWhatTheListenerDidAfterTheDiscovery() {
    LeaveOneOutProtocol protocol =
        protocol(
            new Play("ann", "a", 1),
            new Play("ann", "b", 5),
            new Play("ann", "a", 7),
            new Play("ann", "b", 8),
            new Play("ben", "b", 1));

    assertThat(protocol.train().listeners().get(0).interactions())
        .extracting(Interaction::heard)
        .containsExactly(HeardTrack.once("a", 1));
  }

  @Test
  void keepsTracksDiscoveredAtTheSameMoment() {
    LeaveOneOutProtocol protocol =
        protocol(new Play("ann", "a", 1), new Play("ann", "b", 1), new Play("ben", "b", 1));

    assertThat(protocol.train().plays()).isEqualTo(2);
    assertThat(protocol.summary().testUsers()).isEqualTo(1);
  }

  @Test
  void doesNotAskForATrackThatNobodyElsePlayed() {
    assertThat(protocol(new Play("ann", "a", 1), new Play("ann", "b", 2)).summary().testPairs())
        .isZero();
  }

  @Test
  void copesWithTheEndOfTime() {
    LeaveOneOutProtocol protocol =
        protocol(
            new Play("ann", "a", Long.MIN_VALUE),
            new Play("ann", "b", Long.MAX_VALUE),
            new Play("ben", "b", Long.MAX_VALUE));

    assertThat(protocol.summary().at()).isEqualTo(Long.MAX_VALUE);
    assertThat(protocol.summary().testPairs()).isEqualTo(1);
  }
}
