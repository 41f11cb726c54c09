// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The trainer's job on a Flink cluster inside this JVM. Its state lies in a folder, survives
 * restarts and {@code kill -9}, and may be moved or copied with the folder while no process uses
 * it; a failure of the job is retried for ever. One in a JVM at a time. It opens no port.
 */
public final class EmbeddedTrainer implements AutoCloseable {
  private final MiniCluster cluster;
  private final SupervisedJob job;

  private EmbeddedTrainer(MiniCluster cluster, SupervisedJob job) {
    this.cluster = cluster;
    this.job = job;
  }

  /**
   * Starts the job where it stood at its newest whole checkpoint. The topics must exist.
   *
   * @param stateFolder of this trainer alone: checkpoints and working files
   * @throws IOException if the folder cannot be used, or Flink does not start
   */
  public static EmbeddedTrainer start(
      TrainerSettings settings,
      KafkaSettings kafka,
      Topics topics,
      ObjectStore store,
      Path stateFolder)
      throws IOException {
    Path folder = stateFolder.toAbsolutePath();
    CheckpointFolder checkpoints = new CheckpointFolder(folder);
    MiniCluster cluster = EmbeddedFlink.start(folder, checkpoints, settings.parallelism());
    try {
      SupervisedJob job =
          SupervisedJob.start(
              cluster,
              checkpoints,
              new StartingPoint(checkpoints, kafka, topics),
              from -> graph(from, settings, kafka, topics, store));
      return new EmbeddedTrainer(cluster, job);
    } catch (IOException | RuntimeException | TimeoutException e) {
      EmbeddedFlink.stop(cluster);
      throw new IOException("the trainer did not start: " + e.getMessage(), e);
    }
  }

  private static StreamGraph graph(
      Optional<String> checkpoint,
      TrainerSettings settings,
      KafkaSettings kafka,
      Topics topics,
      ObjectStore store) {
    Configuration configuration = new Configuration();
    checkpoint.ifPresent(uri -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, uri));
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
    TrainerJob.build(env, settings, kafka, topics, store);
    return env.getStreamGraph();
  }

  /** Whether all tasks of the job run; if not, the failure that it is recovering from. */
  public Health check() {
    return job.check();
  }

  /** The newest failure that the job had, also if it has recovered; empty if there was none. */
  public Optional<String> failure() {
    return job.failure();
  }

  /** How many checkpoints were completed since the start; 0 if Flink does not answer. */
  public long checkpoints() {
    return job.checkpoints();
  }

  /** The job, for tests that end it from outside. */
  SupervisedJob job() {
    return job;
  }

  /** Takes a last checkpoint if the job is well, then stops; a later start resumes from there. */
  @Override
  public void close() {
    try {
      job.close();
    } finally {
      EmbeddedFlink.stop(cluster);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedTrainer[" + job + "]";
  }
}
