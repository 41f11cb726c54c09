// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts for each record how often the process ended, or ran out of memory, while it was in work. A
 * record whose audio does that would do it at every start; so it is begun a limited number of
 * times. Thread-safe.
 *
 * <p>A file for each record in work, a byte long for each attempt: it is there before the work
 * begins and outlives {@code kill -9}. Of the records that were in work when the process ended one
 * may be the cause; these are begun again alone, so that the others are not counted with it.
 */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final Path folder;
  private final int most;
  private final int inWork;
  private final Semaphore places;

  /**
   * Keeps its files in a folder, which is created where it is missing.
   *
   * @param most attempts for a record, at least 1
   * @param inWork records that are in work at a time, at most
   */
  Attempts(Path folder, int most, int inWork) throws IOException {
    if (most < 1) {
      throw new IllegalArgumentException(
          "embedder.max-attempts must be at least 1, not %d".formatted(most));
    }
    this.folder = Files.createDirectories(folder);
    this.most = most;
    this.inWork = inWork;
    this.places = new Semaphore(inWork, true);
  }

  /**
   * Begins an attempt. Waits while a record that may have ended the process is in work, and if it
   * is one, until no other is.
   *
   * @return empty if there were as many attempts as may be; they are forgotten then
   */
  Optional<Attempt> begin(ConsumerRecord<?, ?> record) {
    Path file =
        folder.resolve("%s-%d-%d".formatted(record.topic(), record.partition(), record.offset()));
    long before = count(file);
    if (before >= most) {
      forget(file);
      return Optional.empty();
    }
    int taken = before == 0 ? 1 : inWork;
    places.acquireUninterruptibly(taken);
    note(file);
    return Optional.of(new Attempt(file, taken));
  }

  /** How many attempts a record has. */
  int most() {
    return most;
  }

  /** The work on a record. */
  final class Attempt {
    private final Path file;
    private final int taken;

    private Attempt(Path file, int taken) {
      this.file = file;
      this.taken = taken;
    }

    /** The record got an outcome, or nobody waits for one any more. */
    void over() {
      forget(file);
      places.release(taken);
    }

    /** It ran into an error that another attempt may not meet; this one is counted. */
    void failed() {
      places.release(taken);
    }
  }

  private static long count(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      LOG.warn("cannot read {}: {}", file, e.toString());
      return 0;
    }
  }

  private static void note(Path file) {
    try {
      Files.write(file, new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("cannot note in {} that a track is begun: {}", file, e.toString());
    }
  }

  private static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot delete {}: {}", file, e.toString());
    }
  }
}
