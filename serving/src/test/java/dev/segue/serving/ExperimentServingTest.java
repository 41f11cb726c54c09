// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.schemas.Recommendations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two models at once. */
class ExperimentServingTest {
  private static final Map<String, String> SETTINGS =
      Map.of("serving.k", "3", "serving.experiment", "knn=50,item-item=50");
  private static final List<String> USERS =
      IntStream.range(0, 40).mapToObj(i -> "user" + i).toList();

  @TempDir Path folder;
  private ServingWorld world;
  private Experiment experiment;

  @BeforeEach
  void start() {
    world = new ServingWorld(folder, SETTINGS);
    try (Lineup lineup = world.shared.models().take()) {
      experiment = lineup.experiment();
    }
    world.embed("a", 1, 0);
    world.embed("b", 0.9f, 0.1f);
    world.embed("c", 0.1f, 1);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void refusesToStartWithAnExperimentThatCannotBeCarriedOut() {
    Map<String, String> values = Map.of("serving.experiment", "knn=50,gsasrek=50");
    assertThatThrownBy(() -> new ServingWorld(folder.resolve("other"), values))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gsasrek");
  }

  @Test
  void givesThePreferredModelToAnArmWithoutARelease() {
    world.release("popularity", 1);
    world.release("item-item", 1);
    everybodyPlays();
    assertThat(models(world.emitted())).isEqualTo(expected("popularity", "item-item"));
    assertThat(count("knn", "popularity") + count("item-item", "item-item"))
        .isEqualTo(USERS.size());
  }

  @Test
  void givesAnArmThatServesToEverybodyRatherThanNothing() {
    world.release("item-item", 1);
    everybodyPlays();
    assertThat(models(world.emitted())).isEqualTo(expected("item-item", "item-item"));
  }

  @Test
  void namesTheModelOfTheArmOnEveryList() {
    world.release("knn", 1);
    world.release("item-item", 1);
    everybodyPlays();
    List<Recommendations> lists = world.emitted();
    assertThat(models(lists)).isEqualTo(expected("knn", "item-item"));
    assertThat(lists).extracting(Recommendations::getModelVersion).containsOnly(1L);
  }

  @Test
  void countsTheListsOfEachArm() {
    world.release("knn", 1);
    world.release("item-item", 1);
    everybodyPlays();
    double knn = USERS.stream().filter(this::isInKnn).toList().size();
    assertThat(count("knn", "knn")).isEqualTo(knn);
    assertThat(count("item-item", "item-item")).isEqualTo(USERS.size() - knn);
  }

  @Test
  void makesOnlyTheListsOfOneArmAnewAfterItsRelease() {
    world.release("knn", 1);
    world.release("item-item", 1);
    everybodyPlays();
    world.emitted();

    world.release("item-item", 2);
    world.settle();

    assertThat(world.emitted())
        .hasSize((int) USERS.stream().filter(user -> !isInKnn(user)).count())
        .allSatisfy(
            list -> {
              assertThat(isInKnn(list.getUserId())).isFalse();
              assertThat(list.getModel()).isEqualTo("item-item");
              assertThat(list.getModelVersion()).isEqualTo(2);
              assertThat(list.getCausedBy()).isEqualTo("model:item-item:2");
            });
  }

  @Test
  void leavesEverybodyInTheirArmOverARestart() {
    world.release("knn", 1);
    world.release("item-item", 1);
    everybodyPlays();
    long now = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
    assertThat(world.afterRestart(now)).isEmpty();
  }

  @Test
  void findsTheListsOfEveryArmThatANewTrackEnters() {
    world.release("knn", 1);
    world.release("item-item", 1);
    everybodyPlays();
    world.emitted();

    world.embed("new", 3, 0);
    world.settle();

    assertThat(models(world.emitted())).isEqualTo(expected("knn", "item-item"));
  }

  @Test
  void goesOnWithTheOtherArmWhenAModelThrows() {
    world.release("knn", 1);
    world.release("item-item", 1);
    world.loaded.get("knn1").failing = true;
    everybodyPlays();
    assertThat(world.emitted()).isNotEmpty().noneMatch(list -> isInKnn(list.getUserId()));
  }

  private void everybodyPlays() {
    USERS.forEach(user -> world.play(user, "a"));
    world.settle();
  }

  private boolean isInKnn(String userId) {
    return experiment.armOf(userId).orElseThrow().equals("knn");
  }

  private Map<String, String> expected(String ofKnn, String ofItemItem) {
    Map<String, String> models = new HashMap<>();
    USERS.forEach(user -> models.put(user, isInKnn(user) ? ofKnn : ofItemItem));
    return models;
  }

  private static Map<String, String> models(List<Recommendations> lists) {
    Map<String, String> models = new HashMap<>();
    lists.forEach(list -> models.put(list.getUserId(), list.getModel()));
    return models;
  }

  private double count(String arm, String model) {
    return world
        .registry
        .get("segue.serving.arm.lists")
        .tags("arm", arm, "model", model)
        .counter()
        .count();
  }
}
