// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.PlayStream;
import dev.segue.ingest.reader.ListeningLog;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes a listening log as plays, in the order of the log and as fast as the broker takes them.
 *
 * <p>Event ids come from the rows, so that an import that was cut short can simply be run again.
 */
public final class LogImport {
  private static final int SHOW_EVERY = 1000;

  private final PlayPublisher publisher;
  private final Progress progress;

  /** Publishes through this. */
  public LogImport(PlayPublisher publisher, Progress progress) {
    this.publisher = publisher;
    this.progress = progress;
  }

  /**
   * What an import did.
   *
   * @param published plays that the broker acknowledged
   * @param rejected rows that could not be used
   * @param reasons rejected rows by reason
   * @param samples the first rejected rows
   * @param rejectsFile holds all rejected rows; empty if there are none, or none is kept
   * @param rejectsProblem why no file holds them although one should; empty if one does
   * @param leftOut values of optional fields that could not be used, by field
   * @param notes what has to be known of the file as a whole
   * @param failure why the log could not be read to its end; empty if it was
   */
  public record Report(
      long published,
      long rejected,
      Map<String, Long> reasons,
      List<Rejects.Sample> samples,
      Optional<Path> rejectsFile,
      Optional<String> rejectsProblem,
      Map<String, Long> leftOut,
      List<String> notes,
      Optional<String> failure,
      Duration took) {
    /** Published plays per second. */
    public double playsPerSecond() {
      return Rate.perSecond(published, took);
    }
  }

  /**
   * Imports a log; bad rows go to {@code rejects}, which is closed. Where the log breaks off, what
   * was whole is published and the report says why it ended.
   *
   * @throws IOException if the log cannot be opened, or does not name its listener
   * @throws dev.segue.ingest.publish.PublishException if the broker did not take a play
   */
  public Report run(Path file, LogOptions options, Rejects rejects) throws IOException {
    long start = System.nanoTime();
    PlayStream stream = new PlayStream(publisher);
    Optional<String> failure;
    try (rejects;
        ListeningLog log = ListeningLog.open(file, options, rejects)) {
      failure = publish(file, log, stream);
    } finally {
      stream.finish();
    }
    return new Report(
        stream.acknowledged(),
        rejects.total(),
        rejects.counts(),
        rejects.samples(),
        rejects.file(),
        rejects.problem(),
        rejects.leftOut(),
        rejects.notes(),
        failure,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private Optional<String> publish(Path file, ListeningLog log, PlayStream stream)
      throws IOException {
    try (Progress.Task task = progress.begin("import " + file.getFileName(), log.size(), "bytes")) {
      long rows = 0;
      long shown = 0;
      for (Optional<PlayEvent> play = log.next(); play.isPresent(); play = log.next()) {
        stream.publish(play.get());
        if (++rows % SHOW_EVERY == 0) {
          long read = log.bytesRead();
          task.step(read - shown);
          shown = read;
        }
      }
      task.step(log.bytesRead() - shown);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }
}
