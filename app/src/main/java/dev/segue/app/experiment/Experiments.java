// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import dev.segue.app.UserError;
import dev.segue.recommenders.evaluation.report.ExperimentReport;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs experiment files. */
public final class Experiments {
  private Experiments() {}

  /**
   * Runs what a file says, or the rest of it.
   *
   * @param into the folder of the results, made if it is not there
   * @throws UserError if the file or its data cannot be used
   * @throws InterruptedException if the thread was interrupted; what was done stays
   */
  public static ExperimentReport run(Path file, Path into, Hearing hearing, Progress progress)
      throws IOException, InterruptedException {
    Experiment experiment = Experiment.read(file);
    Files.createDirectories(into);
    ExperimentData data = ExperimentData.read(experiment, file, into, hearing, progress);
    String dataId = dataId(experiment, file) + data.tracksId();
    return new ExperimentRunner(experiment, data, dataId, into, progress).run();
  }

  /** Names, sizes and times of the files stand for what is in them. */
  private static String dataId(Experiment experiment, Path file) throws IOException {
    StringBuilder id = new StringBuilder();
    id.append(experiment.plays()).append(experiment.split());
    Stream.of(
            experiment.plays().filter(plays -> !plays.equals(Experiment.DEMO)),
            experiment.sessions().map(Experiment.SessionFiles::train),
            experiment.sessions().map(Experiment.SessionFiles::test),
            experiment.artists())
        .flatMap(Optional::stream)
        .forEach(name -> id.append('\n').append(name).append(' ').append(stamp(file, name)));
    return id.toString();
  }

  private static String stamp(Path file, String name) {
    Path path = file.toAbsolutePath().resolveSibling(name);
    try {
      return Files.size(path) + " " + Files.getLastModifiedTime(path).toMillis();
    } catch (IOException e) {
      throw new UserError(file + " names " + name + ", which cannot be read", e);
    }
  }
}
