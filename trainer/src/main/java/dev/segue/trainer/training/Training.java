// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One algorithm in one round. It is trained twice: on what came before the gate's cut, to be
 * judged, and on everything, to be released. Each has a checkpoint folder of its own.
 */
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final String name;
  private final String id;
  private final Algorithm algorithm;
  private final AlgorithmSettings settings;
  private final TrackVectors content;
  private final Optional<Previous> previous;
  private final Checkpoints checkpoints;
  private final Map<String, Double> measures = new TreeMap<>();

  /**
   * Nothing is trained yet.
   *
   * @param name for people
   * @param id stands for the data and the content
   * @param previous what both trainings may start from
   */
  Training(
      String name,
      String id,
      Algorithm algorithm,
      AlgorithmSettings settings,
      TrackVectors content,
      Optional<Previous> previous,
      Checkpoints checkpoints) {
    this.name = name;
    this.id = id;
    this.algorithm = algorithm;
    this.settings = settings;
    this.content = content;
    this.previous = previous;
    this.checkpoints = checkpoints;
  }

  /**
   * A model that is there already.
   *
   * @param trainedThrough the newest play it has seen
   */
  record Previous(Artifact artifact, Instant trainedThrough) {}

  /** Trains on what came before the cut. Nothing that has seen a play after it takes part. */
  Recommender before(ChronologicalSplit split) throws IOException, InterruptedException {
    return train(
        "gate",
        split.train(),
        algorithm.cutAt(split.at(), settings),
        previous.filter(model -> model.trainedThrough().toEpochMilli() < split.at()));
  }

  /** Trains on everything. */
  Recommender onEverything(TrainingSet data) throws IOException, InterruptedException {
    return train("release", data, settings, previous);
  }

  /** Hears how a part of the work goes on. */
  ProgressLog log(String part) {
    return new ProgressLog(name + ", " + part, LOG::info, System::nanoTime);
  }

  /** Adds a measure to the report. */
  void measured(String measure, double value) {
    measures.put(measure, value);
  }

  /** The last points of the learning curves, by part and measure; finite numbers. */
  Map<String, Double> measures() {
    return new TreeMap<>(measures);
  }

  private Recommender train(
      String part, TrainingSet data, AlgorithmSettings with, Optional<Previous> from)
      throws IOException, InterruptedException {
    ProgressLog log = log(part);
    TrainingRun run =
        new TrainingRun(
            log, Optional.of(checkpoints.of(part, idOf(with, from))), from.map(Previous::artifact));
    Recommender trained = algorithm.train(data, content, with, run);
    log.measures().forEach((measure, value) -> measures.put(part + "." + measure, value));
    return trained;
  }

  private String idOf(AlgorithmSettings with, Optional<Previous> from) {
    return String.join(
        "\n",
        id,
        "seed " + with.seed(),
        "settings " + new TreeMap<>(with.values()),
        "from " + from.map(model -> model.artifact().sha256()).orElse("nothing"));
  }
}
