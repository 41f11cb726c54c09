// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.recommenders.History;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.runtime.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which models are open, and when they are closed. */
class ActiveModelsTest {
  private final Map<String, FakeModel> loaded = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  @TempDir Path folder;
  private ActiveModels models;

  @BeforeEach
  void create() {
    models = models("knn=50,item-item=50");
  }

  @Test
  void refusesToUseAModelThatWasClosed() {
    Served served =
        new Served(Records.release("knn", 1), new FakeModel(TrackVectors.NONE, 1), null);
    served.giveBack();
    assertThatThrownBy(served::take).hasMessageContaining("knn version 1 was closed");
  }

  @Test
  void keepsAnArmWhoseNewReleaseCannotBeLoaded() {
    offer("knn", 1);
    offer("item-item", 1);
    models.offer(Records.release("knn", 2, "broken", "00"));
    work();
    try (Lineup lineup = models.take()) {
      assertThat(lineup.toString()).isEqualTo("knn version 1, item-item version 1");
    }
    assertThat(models.failure())
        .hasValueSatisfying(why -> assertThat(why).contains("knn version 2"));
    offer("knn", 3);
    assertThat(models.failure()).isEmpty();
  }

  @Test
  void servesTheNewestReleaseThatCanBeLoadedWhereTheNewestCannot() {
    offer("knn", 1);
    offer("knn", 2);
    offer("knn", 3);
    broken.add("knn3");
    ActiveModels restarted = models(null);
    restarted.offer(Records.release("knn", 3, "models/knn/3", "03"));
    work();
    try (Lineup lineup = restarted.take()) {
      assertThat(lineup.toString()).isEqualTo("knn version 2");
    }
    assertThat(restarted.failure())
        .hasValueSatisfying(why -> assertThat(why).contains("knn version 3", "damaged"));
    assertThat(restarted.loading()).isFalse();

    broken.clear();
    restarted.offer(Records.release("knn", 4, "models/knn/4", "04"));
    work();
    try (Lineup lineup = restarted.take()) {
      assertThat(lineup.toString()).isEqualTo("knn version 4");
    }
    assertThat(restarted.failure()).isEmpty();
  }

  @Test
  void passesOverDamagedNotesOfLoadedReleases() throws Exception {
    offer("knn", 1);
    offer("knn", 2);
    offer("knn", 3);
    broken.add("knn3");
    try (Stream<Path> notes = Files.walk(folder)) {
      Path second = notes.filter(file -> file.endsWith("2.avro")).findFirst().orElseThrow();
      Files.write(second, new byte[] {1, 2, 3});
    }
    ActiveModels restarted = models(null);
    restarted.offer(Records.release("knn", 3, "models/knn/3", "03"));
    work();
    try (Lineup lineup = restarted.take()) {
      assertThat(lineup.toString()).isEqualTo("knn version 1");
    }
  }

  @Test
  void loadsANewReleaseOfOneModelThoughAnotherIsBroken() {
    ActiveModels alone = models(null);
    alone.offer(Records.release("knn", 1, "broken", "00"));
    alone.offer(Records.release("popularity", 1));
    alone.offer(Records.release("popularity", 2));
    work();
    try (Lineup lineup = alone.take()) {
      assertThat(lineup.toString()).isEqualTo("popularity version 2");
    }
  }

  @Test
  void closesAReplacedModelOnlyWhenItsLastUserIsDone() {
    offer("knn", 1);
    Lineup first = models.take();
    Lineup second = models.take();
    offer("knn", 2);
    offer("knn", 3);
    assertThat(loaded.get("knn2").closed).isTrue();
    assertThat(loaded.get("knn1").closed).isFalse();
    first.close();
    assertThat(loaded.get("knn1").closed).isFalse();
    second.close();
    assertThat(loaded.get("knn1").closed).isTrue();
    assertThat(loaded.get("knn3").closed).isFalse();
    models.close();
    assertThat(loaded.get("knn3").closed).isTrue();
  }

  @Test
  void letsGoOfThePreferredModelWhenEveryArmHasItsOwn() {
    offer("popularity", 1);
    offer("item-item", 1);
    assertThat(loaded.get("popularity1").closed).isFalse();
    offer("knn", 1);
    assertThat(loaded.get("popularity1").closed).isTrue();
    models.withdraw("knn");
    work();
    try (Lineup lineup = models.take()) {
      assertThat(lineup.toString()).isEqualTo("item-item version 1, popularity version 1");
      assertThat(loaded.get("knn1").closed).isTrue();
    }
  }

  @Test
  void closesAModelThatWasLoadedTooLate() {
    models.offer(Records.release("knn", 1));
    models.close();
    work();
    assertThat(loaded.get("knn1").closed).isTrue();
  }

  @Test
  void isLoadingUntilAllThatWasReleasedBeforeTheStartIsThere() {
    assertThat(models.loading()).isFalse();
    models.offer(Records.release("knn", 1));
    models.offer(Records.release("item-item", 1));
    assertThat(models.loading()).isTrue();
    waiting.remove().run();
    assertThat(models.loading()).isTrue();
    work();
    assertThat(models.loading()).isFalse();
    models.offer(Records.release("knn", 2));
    assertThat(models.loading()).as("while one serves").isFalse();
  }

  @Test
  void teachesEveryModelANewTrack() {
    offer("knn", 1);
    offer("item-item", 1);
    models.embed("mfcc", "new", "1/2", new float[] {1, 0}, 0);
    for (String name : List.of("knn1", "item-item1")) {
      assertThat(loaded.get(name).score(new float[] {1, 0}, "new")).isEqualTo(1);
    }
  }

  @Test
  void neverClosesAModelUnderARequest() throws Exception {
    offer("knn", 1);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService requests = Executors.newFixedThreadPool(3);
    List<Future<Integer>> answers =
        IntStream.range(0, 3).mapToObj(i -> requests.submit(() -> askUntil(over))).toList();
    for (int version = 2; version < 300; version++) {
      offer("knn", version);
    }
    over.set(true);
    for (Future<Integer> answer : answers) {
      assertThat(answer.get(60, TimeUnit.SECONDS)).isPositive();
    }
    requests.shutdown();
    models.close();
    assertThat(loaded.values()).allMatch(model -> model.closed);
  }

  private int askUntil(AtomicBoolean over) {
    int asked = 0;
    while (!over.get() || asked == 0) {
      try (Lineup lineup = models.take()) {
        FakeModel model = (FakeModel) lineup.named("knn").orElseThrow().recommender();
        model.recommend(new History("ann", List.of()), 3, TrackFilter.ALL);
        assertThat(model.closed).isFalse();
        asked++;
      }
    }
    return asked;
  }

  private void offer(String name, long version) {
    models.offer(Records.release(name, version, "models/" + name + "/" + version, "0" + version));
    work();
  }

  private void work() {
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      work.run();
    }
  }

  private ActiveModels models(String experiment) {
    Map<String, String> values = new HashMap<>(Map.of("serving.model", "popularity,knn"));
    if (experiment == null) {
      values.put("serving.model", "knn,popularity");
    } else {
      values.put("serving.experiment", experiment);
    }
    ServingSettings settings = Settings.of(ServingSettings.class, values);
    ActiveModels made =
        new ActiveModels(
            settings.model(),
            Experiment.of(settings, List.of("knn", "popularity", "item-item")),
            Map.of("mfcc", new ContentIndex()),
            (release, content) -> {
              if (release.getArtifactUri().equals("broken")
                  || broken.contains(release.getName() + release.getVersion())) {
                throw new IOException("the artifact is damaged");
              }
              FakeModel model = new FakeModel(content, 1);
              loaded.put(release.getName() + release.getVersion(), model);
              return model;
            },
            new LoadedReleases(folder),
            waiting::add,
            new Meters(new SimpleMeterRegistry()));
    made.settle();
    work();
    return made;
  }
}
