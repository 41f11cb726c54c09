// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.app.UserError;
import dev.segue.ingest.reader.ListeningLog;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads a listening log for the evaluation. */
public final class PlayLog {
  private static final int SHOW_EVERY = 10_000;

  private PlayLog() {}

  /**
   * All plays of a log.
   *
   * @param rejects takes the rows that cannot be used; the caller closes it
   * @throws UserError if the log holds no play
   * @throws IOException if it cannot be read
   */
  public static TrainingSet read(Path file, LogOptions options, Rejects rejects, Progress progress)
      throws IOException {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    read(file, options, rejects, builder::add, progress);
    return builder.build();
  }

  /** The same, play by play. */
  public static void read(
      Path file, LogOptions options, Rejects rejects, Consumer<Play> plays, Progress progress)
      throws IOException {
    long read = 0;
    try (ListeningLog log = ListeningLog.open(file, options, rejects);
        Progress.Task task = progress.begin("read " + file.getFileName(), -1, "plays")) {
      for (Optional<PlayEvent> play = log.next(); play.isPresent(); play = log.next()) {
        plays.accept(play(play.get()));
        if (++read % SHOW_EVERY == 0) {
          task.step(SHOW_EVERY);
        }
      }
      task.step(read % SHOW_EVERY);
      if (read == 0) {
        throw new UserError(
            file + " holds no usable play; " + rejects.total() + " rows were rejected");
      }
    }
  }

  /** A play event as the evaluation sees it. */
  public static Play play(PlayEvent event) {
    return new Play(
        event.getUserId(),
        event.getTrackId(),
        event.getPlayedAt().toEpochMilli(),
        event.getPlayedMs() == null ? -1 : event.getPlayedMs(),
        event.getTrackMs() == null ? -1 : event.getTrackMs());
  }
}
