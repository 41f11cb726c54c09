// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static dev.segue.serving.ServingWorld.trackIds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changed tracks are looked at in steps, and find exactly the lists that they change. */
class CatalogueScanTest {
  private static final int LISTENERS = 30;
  private static final int KNOWN_TRACKS = 50;
  private static final int DIMENSION = 8;

  @TempDir Path folder;
  private final Random random = new Random(3);
  private ServingWorld world;

  @BeforeEach
  void start() {
    world = new ServingWorld(folder, Map.of("serving.k", "5"));
    IntStream.range(0, KNOWN_TRACKS).forEach(i -> embed("known-" + i, 1));
    world.release("knn", 1);
    IntStream.range(0, LISTENERS).forEach(i -> world.play("u" + i, "known-" + i % KNOWN_TRACKS));
    settle();
    world.emitted();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void looksAtOneListenerAtLeastAndAtNoOtherWithoutTime() {
    CatalogueScan scan = scan(List.of(embed("new", 1)));
    int steps = 0;
    for (; !scan.over(); steps++) {
      int[] asked = {0};
      try (Lineup lineup = world.shared.models().take()) {
        scan.resume(lineup, () -> asked[0]++ > 0, (userId, track) -> {});
      }
      assertThat(asked[0]).isLessThanOrEqualTo(2);
    }
    assertThat(steps).isBetween(LISTENERS / 2, LISTENERS + 1);
  }

  @Test
  void namesEveryListenerWhoseListChangesAndNobodyElse() {
    List<String> tracks =
        IntStream.range(0, 20).mapToObj(i -> embed("new-" + i, i < 3 ? 2 : 0.1f)).toList();
    Map<String, String> named = new HashMap<>();
    CatalogueScan scan = scan(tracks);
    while (!scan.over()) {
      int most = random.nextInt(5);
      int[] seen = {0};
      try (Lineup lineup = world.shared.models().take()) {
        scan.resume(lineup, () -> seen[0]++ < most, (userId, track) -> named.put(userId, track));
      }
    }
    assertThat(named.keySet()).isEqualTo(wrongLists().keySet()).isNotEmpty();
    assertThat(named.size()).isLessThan(LISTENERS);
    named.forEach((userId, track) -> assertThat(expected(userId)).contains(track));
  }

  @Test
  void remakesExactlyTheListsThatChangeWhenManyTracksComeAtOnce() {
    IntStream.range(0, 200).forEach(i -> embed("new-" + i, i < 3 ? 2 : 0.1f));
    Map<String, List<String>> wanted = wrongLists();
    assertThat(wanted.size()).isBetween(1, LISTENERS - 1);

    settle();

    List<Recommendations> emitted = world.emitted();
    assertThat(emitted)
        .extracting(Recommendations::getUserId)
        .containsExactlyInAnyOrderElementsOf(wanted.keySet());
    assertThat(emitted)
        .allSatisfy(list -> assertThat(trackIds(list)).isEqualTo(wanted.get(list.getUserId())));
  }

  @Test
  void makesEveryListAgainWhenMoreChangesThanCanBeLookedAtComeTwice() {
    for (int round = 0; round < 2; round++) {
      int first = round;
      IntStream.rangeClosed(0, CatalogueWatch.MANY)
          .forEach(i -> embed("new-" + first + "-" + i, i < 3 ? 2 + first : 0.1f));
      world.pass(ListsProcessor.TICK);
    }

    settle();

    assertThat(wrongLists()).isEmpty();
    assertThat(world.emitted()).isNotEmpty();
  }

  private String embed(String trackId, float length) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = length * (float) random.nextGaussian();
    }
    world.embed(trackId, vector);
    return trackId;
  }

  private CatalogueScan scan(List<String> tracks) {
    return new CatalogueScan(
        world.shared.catalogue(), world.store(StateStores.SUMMARIES), tracks, 5, 0);
  }

  /** The lists that are not as they should be, as they should be. */
  private Map<String, List<String>> wrongLists() {
    Map<String, List<String>> lists = new HashMap<>();
    for (int i = 0; i < LISTENERS; i++) {
      List<String> expected = expected("u" + i);
      byte[] known = world.store(StateStores.LISTS).get("u" + i);
      if (!trackIds(Serdes.RECOMMENDATIONS.fromBytes(known)).equals(expected)) {
        lists.put("u" + i, expected);
      }
    }
    return lists;
  }

  private List<String> expected(String userId) {
    return world
        .loaded
        .get("knn1")
        .recommend(
            HistoryReader.read(world.store(StateStores.HISTORIES), userId),
            5,
            world.shared.catalogue())
        .stream()
        .map(ScoredTrack::trackId)
        .toList();
  }

  /** However slow the machine is, every tick looks at a listener or makes a list. */
  private void settle() {
    world.pass(ListsProcessor.TICK.multipliedBy(4 * LISTENERS));
  }
}
