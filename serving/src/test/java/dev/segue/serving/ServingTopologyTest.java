// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static dev.segue.serving.ServingWorld.trackIds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import dev.segue.schemas.Serdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingTopologyTest {
  private static final byte[] POISON = {1, 2, 3};

  @TempDir Path folder;
  private ServingWorld world;

  @BeforeEach
  void start() {
    world = new ServingWorld(folder, Map.of("serving.k", "3"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void putsAnUnreadableHistoryEntryOnTheDeadLetterTopicAndGoesOn() {
    fourTracks();
    String key = new HistoryKey("ann", "a").toString();

    world.raw(world.topics.userHistories(), key, POISON);
    world.play("ann", "b");
    world.settle();

    TestRecord<byte[], byte[]> letter = world.historyDeadLetters().readRecord();
    assertThat(letter.value()).isEqualTo(POISON);
    assertThat(new String(letter.key(), StandardCharsets.UTF_8)).isEqualTo(key);
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo(world.topics.userHistories());
    assertThat(header(letter, DeadLetters.MESSAGE)).contains("HistoryEntry");
    assertThat(world.emitted())
        .singleElement()
        .satisfies(l -> assertThat(trackIds(l)).contains("a"));
  }

  @Test
  void refusesAnEntryWhoseKeyIsOfSomebodyElse() {
    byte[] entry = Serdes.HISTORY_ENTRY.toBytes(Records.entry("ann", "a", 1));

    world.raw(world.topics.userHistories(), new HistoryKey("bob", "a").toString(), entry);
    world.raw(world.topics.userHistories(), "no-separator", entry);

    assertThat(world.historyDeadLetters().readRecordsToList()).hasSize(2);
  }

  @Test
  void putsWhatIsUnreadableOnAnyGlobalTopicOnItsDeadLetterTopicAndGoesOn() {
    List<String> inputs =
        List.of(
            world.topics.tracks(),
            world.topics.trackEmbeddings("mfcc"),
            world.topics.modelReleases());

    inputs.forEach(topic -> world.raw(topic, "knn", POISON));
    fourTracks();
    world.play("ann", "a");
    world.settle();

    assertThat(world.globalDeadLetters)
        .extracting(letter -> letter.topic())
        .containsExactlyElementsOf(inputs.stream().map(world.topics::deadLetters).toList());
    assertThat(world.emitted()).hasSize(1);
    assertThat(world.registry.get("segue.serving.dead.letters").counters()).hasSize(3);
  }

  @Test
  void refusesAVectorThatCannotBeComparedAndWithdrawsTheOneBeforeIt() {
    fourTracks();
    int tracks = world.shared.content().get("mfcc").size();

    world.embed("a", 1, 3e38f);

    assertThat(world.globalDeadLetters).hasSize(1);
    assertThat(
            new String(
                world.globalDeadLetters.get(0).headers().lastHeader(DeadLetters.MESSAGE).value(),
                StandardCharsets.UTF_8))
        .contains("the embedding of a cannot be used: the vector has 3.0E38 at place 1");
    assertThat(world.shared.content().get("mfcc").size()).isEqualTo(tracks - 1);
    assertThat(Stamped.of(world.store(StateStores.embeddings("mfcc")).get("a")).value()).isNull();
  }

  @Test
  void keepsTheOldModelWhenTheNewOneCannotBeLoaded() {
    fourTracks();
    world.releaseBroken("knn", 2);

    world.play("ann", "a");
    world.settle();

    assertThat(world.emitted())
        .singleElement()
        .satisfies(l -> assertThat(l.getModelVersion()).isEqualTo(1));
    assertThat(world.shared.models().failure())
        .hasValueSatisfying(why -> assertThat(why).contains("knn version 2", "damaged"));
  }

  @Test
  void servesWithTheNextModelWhenThePreferredOneWasNeverLoaded() {
    world.embed("a", 1, 0);
    world.releaseBroken("knn", 1);
    world.release("popularity", 1);

    world.play("ann", "b");
    world.settle();

    assertThat(world.emitted())
        .singleElement()
        .satisfies(l -> assertThat(l.getModel()).isEqualTo("popularity"));
  }

  @Test
  void keepsTheListAndCountsWhenTheModelThrows() {
    fourTracks();
    world.loaded.get("knn1").failing = true;

    world.play("ann", "a");
    world.settle();

    assertThat(world.emitted()).isEmpty();
    assertThat(world.registry.get("segue.serving.recompute.failures").counter().count())
        .isEqualTo(1);
  }

  @Test
  void emitsAListWithReasonsAfterAPlay() {
    fourTracks();

    world.play("ann", "a");
    world.settle();

    Recommendations list = world.emitted().get(0);
    assertThat(trackIds(list)).containsExactly("b", "c", "d");
    assertThat(list.getItems()).extracting(RecommendedTrack::getRank).containsExactly(1, 2, 3);
    assertThat(list.getItems().get(0).getBecause())
        .extracting(reason -> reason.getTrackId())
        .containsExactly("a");
    assertThat(list.getCausedBy()).isEqualTo("play:ann-a-1");
    assertThat(list.getHistoryVersion()).isEqualTo(1);
    assertThat(list.getModel()).isEqualTo("knn");
  }

  @Test
  void neverRecommendsAHeardTrack() {
    fourTracks();

    for (String track : List.of("a", "b", "c")) {
      world.play("ann", track);
      world.settle();
    }

    List<Recommendations> lists = world.emitted();
    assertThat(lists).hasSize(3);
    assertThat(trackIds(lists.get(1))).containsExactly("c", "d");
    assertThat(trackIds(lists.get(2))).containsExactly("d");
  }

  @Test
  void makesOneListOfABurstOfPlays() {
    fourTracks();

    for (int plays = 1; plays <= 20; plays++) {
      world.play("ann", "a", plays);
    }
    world.settle();

    assertThat(world.emitted())
        .singleElement()
        .satisfies(list -> assertThat(list.getHistoryVersion()).isEqualTo(20));
  }

  @Test
  void makesAListAfterTheLongestDelayWhenTheListenerIsNeverQuiet() {
    fourTracks();

    for (int plays = 1; plays <= 30; plays++) {
      world.play("ann", "a", plays);
      world.pass(ListsProcessor.TICK);
    }

    assertThat(world.emitted()).hasSize(1);
  }

  @Test
  void emitsNothingWhenAReplayedEntryChangesNothing() {
    fourTracks();
    world.play("ann", "a");
    world.settle();

    world.play("ann", "a");
    world.settle();

    assertThat(world.emitted()).hasSize(1);
    assertThat(world.registry.get("segue.serving.lists.unchanged").counter().count()).isEqualTo(1);
  }

  @Test
  void forgetsAListenerWhoseHistoryWasDeleted() {
    fourTracks();
    world.play("ann", "a");
    world.settle();

    world.raw(world.topics.userHistories(), new HistoryKey("ann", "a").toString(), null);
    world.settle();

    assertThat(world.emittedWithKeys().get(1).key).isEqualTo("ann");
    assertThat(world.emittedWithKeys()).isEmpty();
    assertThat(world.store(StateStores.LISTS).get("ann")).isNull();
    assertThat(world.store(StateStores.SUMMARIES).get("ann")).isNull();
  }

  @Test
  void makesAllListsAnewAfterARelease() {
    fourTracks();
    world.play("ann", "a");
    world.play("bob", "b");
    world.settle();
    world.emitted();

    world.release("knn", 2);
    world.settle();

    assertThat(world.emitted())
        .hasSize(2)
        .allSatisfy(
            list -> {
              assertThat(list.getModelVersion()).isEqualTo(2);
              assertThat(list.getCausedBy()).isEqualTo("model:knn:2");
            });
  }

  @Test
  void makesTheListsOfEarlierListenersAtTheFirstRelease() {
    world.embed("a", 1, 0);
    world.embed("b", 1, 0);
    world.play("ann", "a");
    world.settle();
    assertThat(world.emitted()).isEmpty();

    world.release("knn", 1);
    world.settle();

    assertThat(world.emitted())
        .singleElement()
        .satisfies(l -> assertThat(trackIds(l)).containsExactly("b"));
  }

  @Test
  void changesExactlyTheListsThatANewTrackEnters() {
    fourTracks();
    world.embed("e", 0.05f, 0.9f);
    world.play("ann", "a");
    world.play("bob", "d");
    world.settle();
    world.emitted();

    // Near to what bob heard, far from what ann heard.
    world.embed("f", 0, 2);
    world.settle();

    assertThat(world.emitted())
        .singleElement()
        .satisfies(
            list -> {
              assertThat(list.getUserId()).isEqualTo("bob");
              assertThat(trackIds(list)).startsWith("f");
              assertThat(list.getCausedBy()).isEqualTo("track:f");
            });
  }

  @Test
  void removesATrackThatWasTakenDownFromTheListsThatHoldIt() {
    fourTracks();
    world.embed("e", 0.05f, 0.9f);
    world.play("ann", "a");
    world.play("bob", "d");
    world.settle();
    world.emitted();

    world.takeDown("b");
    world.settle();

    List<Recommendations> lists = world.emitted();
    assertThat(lists).isNotEmpty().allSatisfy(l -> assertThat(trackIds(l)).doesNotContain("b"));
    assertThat(lists).extracting(Recommendations::getCausedBy).containsOnly("track:b");
  }

  @Test
  void recommendsOnlyListedTracksOnceThereIsACatalogue() {
    fourTracks();
    world.play("ann", "a");
    world.settle();
    world.emitted();

    world.list("c");
    world.settle();
    assertThat(world.emitted())
        .singleElement()
        .satisfies(l -> assertThat(trackIds(l)).containsExactly("c"));

    world.list("b");
    world.settle();
    assertThat(world.emitted())
        .singleElement()
        .satisfies(l -> assertThat(trackIds(l)).containsExactly("b", "c"));
  }

  @Test
  void makesOnlyStaleListsAnewAfterARestart() {
    fourTracks();
    world.play("ann", "a");
    world.play("bob", "b");
    world.settle();
    long now = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    assertThat(world.afterRestart(now)).isEmpty();

    // Marked, but not made before the stop.
    world.play("ann", "a", 2);
    assertThat(world.afterRestart(now))
        .singleElement()
        .satisfies(
            list -> {
              assertThat(list.getUserId()).isEqualTo("ann");
              assertThat(list.getCausedBy()).isEqualTo("play:ann-a-2");
            });
  }

  @Test
  void makesListsAnewForWhatWasLearnedWhileTheTaskWasNotRunning() {
    fourTracks();
    world.play("ann", "a");
    world.settle();

    world.embed("e", 5, 0);
    world.release("knn", 1);
    long now = System.currentTimeMillis();

    assertThat(world.afterRestart(now))
        .singleElement()
        .satisfies(list -> assertThat(trackIds(list)).startsWith("e"));
  }

  @Test
  void namesEveryOperatorAndStore() {
    assertThat(world.topology.describe().toString())
        .doesNotContain("KSTREAM", "KTABLE", "0000000")
        .contains("histories-source", "lists-processor", "recommendations-sink");
  }

  private void fourTracks() {
    world.embed("a", 1, 0);
    world.embed("b", 0.9f, 0.1f);
    world.embed("c", 0.8f, 0.2f);
    world.embed("d", 0.1f, 1);
    world.release("knn", 1);
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
