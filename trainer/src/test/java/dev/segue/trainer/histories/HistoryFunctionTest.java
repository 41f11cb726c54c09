// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import dev.segue.trainer.RandomPlays;
import dev.segue.trainer.rounds.ShardReady;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFunctionTest {
  private static final int KEEP = 8;
  // The event that caused the last update depends on the order, and is meant to.
  private static final RecursiveComparisonConfiguration BUT_THE_CAUSE =
      RecursiveComparisonConfiguration.builder().withIgnoredFields("lastEventId").build();

  @TempDir Path store;

  @Test
  void countsAReplayedPlayOnce() throws Exception {
    PlayEvent play = play("e1", "u", "t", 1000);
    try (HistoryHarness histories = harness(null)) {
      histories.play(List.of(play, play, play));
      assertThat(histories.upserts()).isEqualTo(1);
      assertThat(histories.latest().get(List.of("u", "t")).plays).isEqualTo(1);
    }
  }

  @Test
  void takesTheSameEventIdOfTwoListenersForTwoPlays() throws Exception {
    try (HistoryHarness histories = harness(null)) {
      histories.play(List.of(play("e1", "u", "t", 1000), play("e1", "v", "t", 1000)));
      assertThat(histories.latest()).hasSize(2);
    }
  }

  @Test
  void forgetsAnEventIdWhenItsTimeIsOver() throws Exception {
    PlayEvent play = play("e1", "u", "t", 1000);
    try (HistoryHarness histories = harness(null)) {
      histories.play(play);
      histories.forward(HistoryHarness.TTL.minusMillis(1));
      histories.play(play);
      assertThat(histories.latest().get(List.of("u", "t")).plays).isEqualTo(1);
      histories.forward(HistoryHarness.TTL.plus(Duration.ofDays(1)));
      histories.play(play);
      assertThat(histories.latest().get(List.of("u", "t")).plays).isEqualTo(2);
    }
  }

  @Test
  void erasesAllTracksOfOneListenerAndNoOther() throws Exception {
    try (HistoryHarness histories = harness(null)) {
      histories.play(play("e1", "u", "t", 1000));
      histories.play(play("e2", "u", "s", 1000));
      histories.play(play("e3", "v", "t", 1000));
      histories.erase("u");
      histories.erase("nobody");
      assertThat(histories.latest().get(List.of("u", "t")).erased).isTrue();
      assertThat(histories.latest().get(List.of("u", "s")).erased).isTrue();
      assertThat(histories.latest().get(List.of("v", "t")).erased).isFalse();
      assertThat(histories.upserts()).isEqualTo(5);
      assertThat(listeners(histories.signal(1)))
          .extracting(TrainingSet.Listener::userId)
          .containsExactly("v");
    }
  }

  @Test
  void forgetsTheEventIdsOfAnErasedListener() throws Exception {
    PlayEvent play = play("e1", "u", "t", 1000);
    try (HistoryHarness histories = harness(null)) {
      histories.play(play);
      histories.erase("u");
      histories.play(play);
      assertThat(histories.latest().get(List.of("u", "t")).plays).isEqualTo(1);
    }
  }

  @Test
  void keepsTheEarliestAndTheLatestTimeOfPlaysOutOfOrder() throws Exception {
    try (HistoryHarness histories = harness(null)) {
      histories.play(play("e2", "u", "t", 2000));
      histories.play(play("e3", "u", "t", 3000));
      histories.play(play("e1", "u", "t", 1000));
      HistoryUpsert upsert = histories.latest().get(List.of("u", "t"));
      assertThat(upsert.first).isEqualTo(1000);
      assertThat(upsert.last).isEqualTo(3000);
      assertThat(upsert.lastEventId).isEqualTo("e1");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void endsInTheSameStateInWhateverOrderPlaysCome(long seed) throws Exception {
    List<PlayEvent> plays = RandomPlays.of(seed, 400, 4, 6);
    List<PlayEvent> mixed = new ArrayList<>(plays);
    mixed.addAll(plays.subList(100, 200));
    Collections.shuffle(mixed, new Random(seed));
    try (HistoryHarness a = harness(null);
        HistoryHarness b = harness(null)) {
      a.play(plays);
      b.play(mixed);
      assertThat(b.latest()).usingRecursiveComparison(BUT_THE_CAUSE).isEqualTo(a.latest());
      assertThat(listeners(b.signal(2)))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyInAnyOrderElementsOf(listeners(a.signal(1)));
    }
  }

  @Test
  void goesOnFromASnapshotAsIfNothingHadHappened() throws Exception {
    List<PlayEvent> plays = RandomPlays.of(9, 300, 4, 6);
    OperatorSubtaskState snapshot;
    try (HistoryHarness before = harness(null)) {
      before.play(plays.subList(0, 150));
      snapshot = before.snapshot();
    }
    try (HistoryHarness after = harness(snapshot);
        HistoryHarness reference = harness(null)) {
      after.play(plays.subList(100, 300));
      reference.play(plays);
      assertThat(listeners(after.signal(2)))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyInAnyOrderElementsOf(listeners(reference.signal(1)));
    }
  }

  @Test
  void exportsTheNewestPlayTimesOnly() throws Exception {
    try (HistoryHarness histories = harness(null)) {
      for (int i = 20; i > 0; i--) {
        histories.play(play("e" + i, "u", "t", i * 1000L));
      }
      Interaction interaction = listeners(histories.signal(1)).get(0).interactions().get(0);
      assertThat(interaction.heard().plays()).isEqualTo(20);
      assertThat(interaction.heard().firstPlayedAt()).isEqualTo(1000);
      assertThat(interaction.playedAt())
          .containsExactly(13000, 14000, 15000, 16000, 17000, 18000, 19000, 20000);
    }
  }

  @Test
  void exportsAnEmptyShardWhereNobodyPlayed() throws Exception {
    try (HistoryHarness histories = harness(null)) {
      ShardReady shard = histories.signal(3);
      assertThat(shard.file).isEqualTo("rounds/3/shard-0-of-1.bin");
      assertThat(listeners(shard)).isEmpty();
    }
  }

  private HistoryHarness harness(OperatorSubtaskState restored) throws Exception {
    return new HistoryHarness(store, KEEP, restored);
  }

  private List<TrainingSet.Listener> listeners(ShardReady shard) throws Exception {
    return new ShardReader().read(store.resolve(shard.file));
  }

  private static PlayEvent play(String eventId, String userId, String trackId, long at) {
    return PlayEvent.newBuilder()
        .setEventId(eventId)
        .setUserId(userId)
        .setTrackId(trackId)
        .setPlayedAt(Instant.ofEpochMilli(at))
        .setFeedback(Feedback.NONE)
        .build();
  }
}
