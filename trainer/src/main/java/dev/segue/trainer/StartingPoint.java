// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a job starts: at its newest usable checkpoint, or at the first play. */
final class StartingPoint {
  private static final Logger LOG = LoggerFactory.getLogger(StartingPoint.class);

  private final CheckpointFolder checkpoints;
  private final KafkaSettings kafka;
  private final Topics topics;

  StartingPoint(CheckpointFolder checkpoints, KafkaSettings kafka, Topics topics) {
    this.checkpoints = checkpoints;
    this.kafka = kafka;
    this.topics = topics;
  }

  /**
   * The URI of the checkpoint to restore; empty to count all plays from the first one.
   *
   * @throws IOException if there are checkpoints of which none can be used, and the topic no longer
   *     holds all plays: histories that begin in the middle would overwrite the whole ones
   */
  Optional<String> find() throws IOException {
    Optional<String> newest = checkpoints.newest();
    if (newest.isEmpty() && !checkpoints.isEmpty()) {
      requireAllPlays();
      LOG.warn(
          "none of the checkpoints in {} can be used here: all plays are counted again from the"
              + " topic {}",
          checkpoints,
          topics.plays());
    }
    return newest;
  }

  private void requireAllPlays() throws IOException {
    long deleted = deletedPlays();
    if (deleted > 0) {
      throw new IOException(
          "none of the checkpoints in %s can be used here, and the first %d records of %s are deleted, so that the histories cannot be counted again; restore the data folder from a backup, or delete the checkpoints to count what is left"
              .formatted(checkpoints, deleted, topics.plays()));
    }
  }

  private long deletedPlays() throws IOException {
    try (Admin admin = Admin.create(kafka.admin());
        CountedPlays plays = CountedPlays.now(admin, kafka, topics)) {
      return plays.deleted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (KafkaException e) {
      throw new IOException("the broker does not tell the first plays: " + e.getMessage(), e);
    }
  }
}
