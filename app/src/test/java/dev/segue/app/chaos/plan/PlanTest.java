// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.app.chaos.ChaosSettings;
import dev.segue.app.chaos.faults.Fault;
import dev.segue.app.chaos.faults.FaultKind;
import dev.segue.schemas.PlayEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Instant NOW = Instant.parse("2025-06-01T00:00:00Z");
  private static final int PIECES = 12;

  @Test
  void refusesARunWithoutRoundsPlaysOrFaults() {
    assertThatThrownBy(() -> settings(0, 1, 10, FaultKind.KILL)).hasMessageContaining("rounds");
    assertThatThrownBy(() -> settings(1, 1, 0, FaultKind.KILL)).hasMessageContaining("plays");
    assertThatThrownBy(() -> settings(1, 1, 10)).hasMessageContaining("fault");
  }

  @Test
  void isTheSameForTheSameSeed() {
    Plan plan = plan(7);
    assertThat(plan(7)).isEqualTo(plan);
    assertThat(plan(8)).isNotEqualTo(plan);
  }

  @Test
  void sendsSoManyPlaysThroughEveryDoorAndSomeOfThemTwice() {
    Set<String> ids = new HashSet<>();
    plays(plan(1).opening()).forEach(play -> ids.add(play.getEventId()));
    for (Round round : plan(1).rounds()) {
      List<PlayEvent> plays = plays(round);
      int before = ids.size();
      plays.forEach(play -> ids.add(play.getEventId()));
      assertThat(plays).hasSize(300 + 4);
      assertThat(ids).as("four were sent before").hasSize(before + 300);
      assertThat(plays).allMatch(play -> play.getPlayedAt().isBefore(NOW));
      assertThat(round.steps())
          .hasAtLeastOneElementOfType(Step.OnePlay.class)
          .hasAtLeastOneElementOfType(Step.Batch.class)
          .hasAtLeastOneElementOfType(Step.TopicPlays.class)
          .hasAtLeastOneElementOfType(Step.Upload.class);
    }
  }

  @Test
  void takesDownOnlyTracksOfEarlierRoundsAndNeverPlaysThemAgain() {
    Set<String> up = new HashSet<>(uploads(plan(3).opening()));
    Set<String> down = new HashSet<>();
    for (Round round : plan(3).rounds()) {
      assertThat(plays(round).stream().map(PlayEvent::getTrackId))
          .as("a resend may be of a track that is gone")
          .allMatch(track -> up.contains(track) || down.contains(track) || track.startsWith("e"));
      for (Step step : round.steps()) {
        if (step instanceof Step.Takedown takedown) {
          assertThat(up.remove(takedown.trackId())).isTrue();
          down.add(takedown.trackId());
        }
      }
      up.addAll(uploads(round));
    }
    assertThat(down).isNotEmpty();
    assertThat(up).hasSizeGreaterThanOrEqualTo(30);
  }

  @Test
  void disturbsEveryRoundInTheMiddleOfItsTraffic() {
    for (Round round : plan(5).rounds()) {
      assertThat(round.faults()).isNotEmpty();
      assertThat(round.faults())
          .allMatch(fault -> fault.afterStep() > 0)
          .allMatch(fault -> fault.afterStep() < round.steps().size());
    }
    Set<FaultKind> kinds = new HashSet<>();
    plan(5).rounds().forEach(round -> round.faults().forEach(fault -> kinds.add(fault.kind())));
    assertThat(kinds).isEqualTo(EnumSet.allOf(FaultKind.class));
  }

  @Test
  void drawsOnlyKindsThatWereAskedFor() {
    Plan plan = Plan.of(settings(20, 1, 50, FaultKind.CUT, FaultKind.PAUSE), NOW, PIECES);
    assertThat(plan.rounds())
        .flatExtracting(Round::faults)
        .extracting(Fault::kind)
        .containsOnly(FaultKind.CUT, FaultKind.PAUSE);
  }

  private static Plan plan(long seed) {
    return Plan.of(settings(20, seed, 300, FaultKind.values()), NOW, PIECES);
  }

  private static ChaosSettings settings(int rounds, long seed, int plays, FaultKind... kinds) {
    return new ChaosSettings(rounds, seed, plays, Set.of(kinds), Path.of("none"), Map.of());
  }

  private static List<PlayEvent> plays(Round round) {
    List<PlayEvent> plays = new ArrayList<>();
    for (Step step : round.steps()) {
      if (step instanceof Step.OnePlay one) {
        plays.add(one.play());
      } else if (step instanceof Step.Batch batch) {
        plays.addAll(batch.plays());
      } else if (step instanceof Step.TopicPlays topic) {
        plays.addAll(topic.plays());
      }
    }
    return plays;
  }

  private static List<String> uploads(Round round) {
    return round.steps().stream()
        .flatMap(s -> s instanceof Step.Upload up ? Stream.of(up.trackId()) : Stream.empty())
        .toList();
  }
}
