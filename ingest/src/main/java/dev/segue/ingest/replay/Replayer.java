// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.PlayStream;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes plays in the order of their times, at a multiple of real time or without waiting.
 *
 * <p>Event ids come from the plays, so that a replay that was cut short can simply be run again. An
 * interrupt ends it once all plays handed over are acknowledged.
 */
public final class Replayer {
  /** How long the next play is waited for at most: a night without plays need not be slept. */
  public static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final long STEP = 1000;

  private final PlayPublisher publisher;
  private final Speed speed;
  private final Instant after;
  private final Instant before;
  private final int rowsInMemory;
  private final Progress progress;
  private final Pace pace;

  private Replayer(Builder builder) {
    this.publisher = builder.publisher;
    this.speed = builder.speed;
    this.after = builder.after;
    this.before = builder.before;
    this.rowsInMemory = builder.rowsInMemory;
    this.progress = builder.progress;
    this.pace = builder.pace == null ? Pace.of(speed, builder.longestWait) : builder.pace;
  }

  /** A replayer that publishes through this, at {@link Speed#MAX} unless told otherwise. */
  public static Builder builder(PlayPublisher publisher) {
    return new Builder(publisher);
  }

  /**
   * What a replay did.
   *
   * @param plays plays that the broker acknowledged
   * @param outside plays that were left out because of their time
   * @param rejected rows that could not be used
   * @param reasons rejected rows by reason
   * @param rejectsFile holds all rejected rows; empty if there are none
   * @param shortenedGaps gaps between two plays that would have taken more than the longest wait
   * @param saved how much longer the replay would have waited in them
   */
  public record Report(
      long plays,
      long outside,
      long rejected,
      Map<String, Long> reasons,
      Optional<Path> rejectsFile,
      long shortenedGaps,
      Duration saved,
      Duration took) {
    /** Published plays per second. */
    public double playsPerSecond() {
      return plays * 1e9 / Math.max(1, took.toNanos());
    }
  }

  /**
   * Replays a listening log; bad rows go to {@code rejects}, which is closed.
   *
   * @throws IOException if the log cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws dev.segue.ingest.publish.PublishException if the broker did not take a play
   */
  public Report replay(Path log, LogOptions options, Rejects rejects)
      throws IOException, InterruptedException {
    try (rejects;
        PlaySource plays = EventTimeOrder.of(log, options, rejects, rowsInMemory)) {
      return run(plays, "replay " + log.getFileName(), -1, rejects);
    } catch (IOException | InterruptException e) {
      throwIfInterrupted(e);
      throw e;
    }
  }

  /**
   * Replays plays that are at hand, in any order.
   *
   * @throws InterruptedException if the thread is interrupted
   * @throws dev.segue.ingest.publish.PublishException if the broker did not take a play
   */
  public Report replay(List<PlayEvent> plays) throws InterruptedException {
    var ordered = plays.stream().sorted(Comparator.comparing(PlayEvent::getPlayedAt)).iterator();
    PlaySource source = () -> ordered.hasNext() ? Optional.of(ordered.next()) : Optional.empty();
    try {
      return run(source, "replay", plays.size(), Rejects.counting());
    } catch (IOException | InterruptException e) {
      throwIfInterrupted(e);
      throw new IllegalStateException("plays in memory need no file", e);
    }
  }

  // A file or a producer that is interrupted says so in a way of its own.
  private static void throwIfInterrupted(Exception cause) throws InterruptedException {
    if (Thread.interrupted()) {
      InterruptedException interrupted = new InterruptedException("the replay was interrupted");
      interrupted.initCause(cause);
      throw interrupted;
    }
  }

  private Report run(PlaySource plays, String name, long total, Rejects rejects)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    PlayStream stream = new PlayStream(publisher);
    long outside = 0;
    try (Progress.Task task = progress.begin(name, total, "plays")) {
      long unshown = 0;
      for (Optional<PlayEvent> play = plays.next(); play.isPresent(); play = plays.next()) {
        if (isWanted(play.get().getPlayedAt())) {
          pace.await(play.get().getPlayedAt());
          stream.publish(play.get());
        } else {
          outside++;
        }
        if (++unshown == STEP || speed.waits()) {
          task.step(unshown);
          unshown = 0;
        }
      }
      task.step(unshown);
    } finally {
      finish(stream);
    }
    return new Report(
        stream.acknowledged(),
        outside,
        rejects.total(),
        rejects.counts(),
        rejects.file(),
        pace.shortenedGaps(),
        pace.saved(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  // What was handed over is waited for, also by an interrupted thread.
  private static void finish(PlayStream stream) {
    boolean interrupted = Thread.interrupted();
    stream.finish();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWanted(Instant playedAt) {
    return !playedAt.isBefore(after) && playedAt.isBefore(before);
  }

  @Override
  public String toString() {
    return "Replayer[" + publisher + ", speed=" + speed.factor() + "]";
  }

  /** Collects what a replay needs. */
  public static final class Builder {
    // About 250 MiB of plays.
    private static final int ROWS_IN_MEMORY = 500_000;

    private final PlayPublisher publisher;
    private Speed speed = Speed.MAX;
    private Instant after = Instant.MIN;
    private Instant before = Instant.MAX;
    private Duration longestWait = LONGEST_WAIT;
    private int rowsInMemory = ROWS_IN_MEMORY;
    private Progress progress = Progress.SILENT;
    private Pace pace;

    private Builder(PlayPublisher publisher) {
      this.publisher = publisher;
    }

    /** How fast. */
    public Builder speed(Speed value) {
      speed = value;
      return this;
    }

    /** Leaves out all plays before this instant. */
    public Builder from(Instant inclusive) {
      after = inclusive;
      return this;
    }

    /** Leaves out all plays from this instant on. */
    public Builder until(Instant exclusive) {
      before = exclusive;
      return this;
    }

    /** How many rows of a log that is not in order may be held in memory; the rest is spilled. */
    public Builder rowsInMemory(int rows) {
      if (rows < 1) {
        throw new IllegalArgumentException("rowsInMemory must be at least 1, not " + rows);
      }
      rowsInMemory = rows;
      return this;
    }

    /**
     * The longest wait between two plays; a longer gap in the log is shortened to it.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder longestWait(Duration wait) {
      if (wait.isNegative()) {
        throw new IllegalArgumentException("the longest wait must not be negative: " + wait);
      }
      longestWait = wait;
      return this;
    }

    /** Where to show how far it is. */
    public Builder progress(Progress value) {
      progress = value;
      return this;
    }

    Builder pace(Pace value) {
      pace = value;
      return this;
    }

    /** The replayer. */
    public Replayer build() {
      return new Replayer(this);
    }
  }
}
