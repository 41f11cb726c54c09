// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Popularity, learned in steps that are saved; remembers how each training was begun. */
class StepByStep implements Algorithm {
  static final int STEPS = 10;

  final List<Begun> begun = new ArrayList<>();
  private final Algorithm popularity = Algorithms.named("popularity");

  /** How a training was begun: its part, the steps that were done before, what it started from. */
  record Begun(String part, int done, Optional<Artifact> previous, long newestPlay, int tracks) {}

  /** Called after each step was saved. */
  void saved(String part, int step) throws InterruptedException {}

  @Override
  public String name() {
    return "steps";
  }

  @Override
  public boolean needsContent() {
    return false;
  }

  @Override
  public void check(AlgorithmSettings settings) {
    // It has none.
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    Path folder = run.checkpoints().orElseThrow();
    String part = folder.getFileName().toString();
    int done = done(folder.resolve("step"));
    begun.add(new Begun(part, done, run.previous(), data.newestPlay(), content.byTrack().size()));
    for (int step = done + 1; step <= STEPS; step++) {
      write(folder.resolve("step"), Integer.toString(step));
      run.listener().progress("steps", step, STEPS);
      run.listener().measured("loss", step, 1.0 / step);
      saved(part, step);
    }
    return popularity.train(data, content, AlgorithmSettings.DEFAULTS, run);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    popularity.save(recommender, folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return popularity.load(artifact, content);
  }

  private static int done(Path file) {
    try {
      return Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
