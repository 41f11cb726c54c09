// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Combines models by a weighted sum of their scores, each scaled to 1 for its best unheard track.
 * The weights are learnt by coordinate ascent on the last windows of the training period; then all
 * components are trained on everything. With content vectors, a content model is one of them, and a
 * track that nobody has played is ranked by it.
 */
public final class Fusion implements Algorithm {
  /** The name on the command line. */
  public static final String NAME = "fusion";

  private static final String UNTIL = "until";

  private record Hyperparameters(
      List<Component> components, int windows, long windowMs, long until) {
    static Hyperparameters read(AlgorithmSettings settings, boolean hasContent, long newest) {
      SettingsReader reader = new SettingsReader(NAME, settings);
      List<String> names = reader.list("models", Component.defaults(hasContent));
      int windows = (int) reader.number("windows", 4, 0, 100);
      long days = reader.number("window-days", 14, 1, 3650);
      long until = reader.number(UNTIL, newest, Long.MIN_VALUE, Long.MAX_VALUE);
      List<Component> components = new ArrayList<>();
      for (String name : names) {
        components.add(Component.named(name, settings.values(), reader));
      }
      reader.finish();
      requireDistinct(names);
      return new Hyperparameters(components, windows, Duration.ofDays(days).toMillis(), until);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsContent() {
    return true;
  }

  @Override
  public boolean trainsWithoutContent() {
    return true;
  }

  @Override
  public AlgorithmSettings cutAt(long until, AlgorithmSettings settings) {
    return settings.with(UNTIL, Long.toString(until));
  }

  @Override
  public void check(AlgorithmSettings settings) {
    Hyperparameters.read(settings, true, 0).components().forEach(Component::check);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    long newest = data.listeners().isEmpty() ? 0 : data.newestPlay() + 1;
    Hyperparameters read = Hyperparameters.read(settings, !content.byTrack().isEmpty(), newest);
    Weights weights =
        new WeightLearning(read.components(), read.windows(), read.windowMs(), settings.seed())
            .learn(data, content, read.until(), run);
    return FusionRecommender.of(
        Catalogue.of(data),
        trainAll(read.components(), data, content, read.until(), settings.seed(), run),
        weights);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    FusionFiles.save((FusionRecommender) recommender, folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return FusionFiles.load(artifact, content);
  }

  private static List<TrainedComponent> trainAll(
      List<Component> components,
      TrainingSet data,
      TrackVectors content,
      long until,
      long seed,
      TrainingRun run)
      throws InterruptedException {
    List<TrainedComponent> trained = new ArrayList<>();
    try {
      for (Component component : components) {
        Algorithm algorithm = component.algorithmItself();
        Optional<Path> checkpoints = run.checkpoints().map(path -> path.resolve(component.name()));
        trained.add(
            new TrainedComponent(
                component,
                algorithm.train(
                    data,
                    component.readsContent() ? content : TrackVectors.NONE,
                    algorithm.cutAt(until, component.settings(seed)),
                    new TrainingRun(run.listener(), checkpoints, Optional.empty()))));
      }
      return trained;
    } catch (InterruptedException | RuntimeException e) {
      trained.forEach(one -> one.recommender().close());
      throw e;
    }
  }

  private static void requireDistinct(List<String> names) {
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException(
          "fusion: models is %s; name each once".formatted(String.join(",", names)));
    }
  }
}
