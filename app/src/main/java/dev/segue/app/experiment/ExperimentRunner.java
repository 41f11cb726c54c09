// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import dev.segue.app.UserError;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Trial;
import dev.segue.recommenders.evaluation.protocol.Protocol;
import dev.segue.recommenders.evaluation.protocol.Protocols;
import dev.segue.recommenders.evaluation.report.ExperimentReport;
import dev.segue.recommenders.evaluation.report.ExperimentSection;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the cells of an experiment one after another. Each result goes into a file of its own, and a
 * training saves its state: an experiment that was interrupted or killed goes on where it was when
 * it is run again, and one that was extended computes what is new.
 */
final class ExperimentRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentRunner.class);

  private final Experiment experiment;
  private final ExperimentData data;
  private final String dataId;
  private final Path into;
  private final Progress progress;
  private final Map<String, String> contentIds = new HashMap<>();

  /**
   * Prepares a run.
   *
   * @param dataId what tells the data from other data
   * @param into the folder of the results
   */
  ExperimentRunner(
      Experiment experiment, ExperimentData data, String dataId, Path into, Progress progress) {
    this.experiment = experiment;
    this.data = data;
    this.dataId = dataId;
    this.into = into;
    this.progress = progress;
  }

  /**
   * Computes what is not there yet.
   *
   * @return all results, by protocol in the order of the file
   * @throws InterruptedException if the thread was interrupted; what was done stays
   */
  ExperimentReport run() throws IOException, InterruptedException {
    Files.createDirectories(into.resolve("results"));
    List<Cell> cells = Cell.of(experiment);
    List<ExperimentSection> sections = new ArrayList<>();
    try (Progress.Task task = progress.begin("experiment", cells.size(), "models")) {
      for (Experiment.Choice choice : experiment.protocols()) {
        Protocol protocol = protocol(choice);
        List<Trial> trials = new ArrayList<>();
        for (Cell cell : cells) {
          if (cell.protocol().equals(choice)) {
            trials.add(trial(cell, protocol));
            task.step(1);
          }
        }
        sections.add(ExperimentSection.of(protocol, trials));
      }
    }
    return new ExperimentReport(experiment.title(), sections);
  }

  private Trial trial(Cell cell, Protocol protocol) throws IOException, InterruptedException {
    Path file = into.resolve("results").resolve(cell.fileName(dataId(cell)) + ".json");
    if (!Files.exists(file)) {
      train(cell, protocol).write(file);
      deleteFolder(checkpoints(cell));
    }
    return Trial.read(file);
  }

  /** Another backbone, or other vectors of one, leave the results on all others valid. */
  private String dataId(Cell cell) {
    return contentIds.computeIfAbsent(
        cell.backbone(), backbone -> dataId + data.contentId(backbone));
  }

  private Protocol protocol(Experiment.Choice choice) throws IOException {
    try {
      return Protocols.create(choice.name(), data.input(), choice.settings());
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private Trial train(Cell cell, Protocol protocol) throws InterruptedException {
    LOG.info("{}", cell.title());
    AlgorithmSettings settings = new AlgorithmSettings(cell.seed(), cell.model().settings());
    if (isRandom(cell.backbone()) && settings.values().containsKey("content")) {
      settings = settings.with("content", "false");
    }
    try (ProgressListener listener = new ProgressListener(cell.title(), progress)) {
      EvaluationResult result =
          protocol.run(
              cell.model().label(),
              Algorithms.named(cell.model().name()),
              data.vectors(cell.backbone()),
              settings,
              TrainingRun.heardBy(listener).savedIn(checkpoints(cell)));
      return new Trial(
          cell.protocol().name(), cell.model().label(), cell.backbone(), cell.seed(), result);
    } catch (IllegalArgumentException e) {
      throw new UserError(cell.title() + ": " + e.getMessage(), e);
    }
  }

  private boolean isRandom(String backbone) {
    return experiment.backbones().stream()
        .anyMatch(one -> one.random() && one.name().equals(backbone));
  }

  private Path checkpoints(Cell cell) {
    return into.resolve("checkpoints").resolve(cell.fileName(dataId(cell)));
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Shows each stage of a training as a piece of work. */
  private static final class ProgressListener implements TrainingListener, AutoCloseable {
    private final String title;
    private final Progress progress;
    private Progress.Task task;
    private String stage;
    private long shown;

    ProgressListener(String title, Progress progress) {
      this.title = title;
      this.progress = progress;
    }

    @Override
    public synchronized void progress(String name, long done, long total) {
      if (!name.equals(stage) || done < shown) {
        close();
        stage = name;
        task = progress.begin(title + ": " + name, total, "steps");
      }
      task.step(done - shown);
      shown = done;
    }

    @Override
    public void measured(String measure, long step, double value) {
      LOG.info("{}: after epoch {} {} {}", title, step, measure, value);
    }

    @Override
    public synchronized void close() {
      if (task != null) {
        task.close();
      }
      task = null;
      stage = null;
      shown = 0;
    }
  }
}
