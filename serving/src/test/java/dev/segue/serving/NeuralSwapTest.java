// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.runtime.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real networks that replace each other. */
class NeuralSwapTest {
  private static final int SWAPS = 12;

  /** A leak grows in every one; what Java, its compilers and the allocator take, does not. */
  private static final int ROUNDS = 6;

  private static final AlgorithmSettings SETTINGS =
      new AlgorithmSettings(42, Map.of("epochs", "0", "width", "512", "length", "8"));

  private static final History ANN =
      new History("ann", List.of(HeardTrack.once("a", 1), HeardTrack.once("b", 2)));

  private final List<Recommender> loaded = new ArrayList<>();

  @Test
  void freesEveryModelThatWasReplacedWhileItIsAsked(@TempDir Path folder) throws Exception {
    Artifact artifact = artifact(folder.resolve("model"));
    long weights = Files.size(artifact.folder().resolve(Artifact.MODEL));
    try (ActiveModels models = models(artifact, folder.resolve("loaded"))) {
      models.offer(Records.release("gsasrec", 1));
      models.offer(Records.release("gsasrec", 2));
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Integer> answers =
          CompletableFuture.supplyAsync(() -> askUntil(models, over));
      long leastGrowth = Long.MAX_VALUE;
      int version = 3;
      for (int round = 0; round < ROUNDS && leastGrowth >= SWAPS * weights / 2; round++) {
        long before = residentBytes();
        for (int swap = 0; swap < SWAPS; swap++) {
          models.offer(Records.release("gsasrec", version++));
        }
        leastGrowth = Math.min(leastGrowth, residentBytes() - before);
      }
      over.set(true);

      assertThat(answers.get()).isPositive();
      assertThat(leastGrowth).isLessThan(SWAPS * weights / 2);
      for (Recommender replaced : loaded.subList(0, loaded.size() - 1)) {
        assertThatThrownBy(() -> replaced.recommend(ANN, 1, TrackFilter.ALL))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  private static int askUntil(ActiveModels models, AtomicBoolean over) {
    int asked = 0;
    while (!over.get() || asked == 0) {
      try (Lineup lineup = models.take()) {
        Recommender model = lineup.first().orElseThrow().recommender();
        assertThat(model.recommend(ANN, 1, TrackFilter.ALL)).hasSize(1);
        asked++;
      }
    }
    return asked;
  }

  private ActiveModels models(Artifact artifact, Path folder) {
    ServingSettings settings =
        Settings.of(ServingSettings.class, Map.of("serving.model", "gsasrec"));
    ActiveModels made =
        new ActiveModels(
            settings.model(),
            Experiment.of(settings, Algorithms.names()),
            Map.of("mfcc", new ContentIndex()),
            (release, content) -> {
              Recommender model = Algorithms.load(artifact, content);
              loaded.add(model);
              return model;
            },
            new LoadedReleases(folder),
            Runnable::run,
            new Meters(new SimpleMeterRegistry()));
    made.settle();
    return made;
  }

  private static Artifact artifact(Path folder) throws Exception {
    List<Interaction> heard =
        List.of("a", "b", "c").stream()
            .map(id -> new Interaction(HeardTrack.once(id, 1), new long[] {1}))
            .toList();
    TrainingSet data = new TrainingSet(List.of(new TrainingSet.Listener("somebody", heard)));
    Algorithm gsasrec = Algorithms.named("gsasrec");
    try (Recommender model =
        gsasrec.train(data, TrackVectors.NONE, SETTINGS, TrainingListener.SILENT)) {
      return Artifact.write(folder, gsasrec, model, SETTINGS, null, Map.of());
    }
  }

  /** The kernel's count of this process. */
  private static long residentBytes() throws Exception {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status));
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
