// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer's job on a Flink cluster inside this JVM. Its state lies in a folder and survives
 * restarts and {@code kill -9}; a failure of the job is retried for ever.
 */
public final class EmbeddedTrainer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTrainer.class);
  private static final Duration QUICK = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private final MiniCluster cluster;
  private final JobID job;
  private final CheckpointFolder checkpoints;
  private final ExecutorService janitor;

  private EmbeddedTrainer(MiniCluster cluster, JobID job, CheckpointFolder checkpoints) {
    this.cluster = cluster;
    this.job = job;
    this.checkpoints = checkpoints;
    this.janitor =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "trainer-janitor");
              thread.setDaemon(true);
              return thread;
            });
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
    CheckpointFolder checkpoints = new CheckpointFolder(EmbeddedFlink.checkpoints(folder));
    Optional<Path> restored = checkpoints.newest();
    Configuration configuration = new Configuration();
    restored.ifPresent(
        path -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
    MiniCluster cluster = EmbeddedFlink.start(folder, settings.parallelism());
    try {
      StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
      TrainerJob.build(env, settings, kafka, topics, store);
      StreamGraph graph = env.getStreamGraph();
      graph.setJobId(JobID.generate());
      JobID job = await(cluster.submitJob(graph), PATIENT).getJobID();
      LOG.info(
          "job {} begins {}", job, restored.map(p -> "at " + p).orElse("without a checkpoint"));
      EmbeddedTrainer trainer = new EmbeddedTrainer(cluster, job, checkpoints);
      trainer.janitor.execute(trainer::deleteOldCheckpoints);
      return trainer;
    } catch (IOException | RuntimeException | TimeoutException e) {
      EmbeddedFlink.stop(cluster);
      throw new IOException("the trainer did not start: " + e.getMessage(), e);
    }
  }

  /** Whether the job runs; if not, the failure that it is recovering from. */
  public Health check() {
    try {
      JobStatus status = await(cluster.getJobStatus(job), QUICK);
      return status == JobStatus.RUNNING
          ? Health.UP
          : Health.down("the job is " + status + failure().map(f -> ": " + f).orElse(""));
    } catch (IOException | TimeoutException e) {
      return Health.down("the job does not answer: " + e.getMessage());
    }
  }

  /** The newest failure that the job had, also if it has recovered; empty if there was none. */
  public Optional<String> failure() {
    try {
      ErrorInfo info = graph().getFailureInfo();
      return Optional.ofNullable(info).map(error -> error.getException().getMessage());
    } catch (IOException | TimeoutException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** How many checkpoints were completed since the start; 0 if Flink does not answer. */
  public long checkpoints() {
    try {
      return graph().getCheckpointStatsSnapshot().getCounts().getNumberOfCompletedCheckpoints();
    } catch (IOException | TimeoutException e) {
      LOG.debug("no count of checkpoints", e);
      return 0;
    }
  }

  /** Takes a last checkpoint if the job is well, then stops; a later start goes on from there. */
  @Override
  public void close() {
    janitor.shutdownNow();
    try {
      if (check().up()) {
        String last = await(cluster.triggerCheckpoint(job), PATIENT);
        LOG.info("last checkpoint: {}", last);
      }
      await(cluster.cancelJob(job), PATIENT);
      await(cluster.requestJobResult(job), PATIENT);
    } catch (IOException | TimeoutException e) {
      LOG.warn("the job was not stopped cleanly; it goes on from an earlier checkpoint", e);
    } finally {
      EmbeddedFlink.stop(cluster);
    }
  }

  /**
   * The first checkpoint of a job is whole: from then on nothing needs those of its former lives.
   */
  private void deleteOldCheckpoints() {
    try {
      while (checkpoints() == 0) {
        Thread.sleep(QUICK.toMillis());
      }
      checkpoints.deleteOthers(job.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.warn("checkpoints of earlier jobs could not be deleted", e);
    }
  }

  private AccessExecutionGraph graph() throws IOException, TimeoutException {
    return await(cluster.getExecutionGraph(job), QUICK);
  }

  private static <T> T await(Future<T> future, Duration limit)
      throws IOException, TimeoutException {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedTrainer[job " + job + "]";
  }
}
