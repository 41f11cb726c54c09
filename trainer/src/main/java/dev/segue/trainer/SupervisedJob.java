// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.health.Health;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that is meant to run for ever. Flink restarts it after a failure; where Flink gives up, or
 * somebody cancels it, it is submitted again from its newest checkpoint, after a pause that doubles
 * from one second to a minute and is one second again after ten minutes without an end.
 */
final class SupervisedJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedJob.class);
  private static final Duration QUICK = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration STABLE = Duration.ofMinutes(10);

  private final MiniCluster cluster;
  private final CheckpointFolder checkpoints;
  private final StartingPoint start;
  private final Function<Optional<String>, StreamGraph> graphs;
  private final Thread supervisor = new Thread(this::supervise, "trainer-supervisor");
  private final Thread janitor = new Thread(this::deleteOldCheckpoints, "trainer-janitor");
  private volatile JobID job;
  private volatile boolean closing;

  private SupervisedJob(
      MiniCluster cluster,
      CheckpointFolder checkpoints,
      StartingPoint start,
      Function<Optional<String>, StreamGraph> graphs) {
    this.cluster = cluster;
    this.checkpoints = checkpoints;
    this.start = start;
    this.graphs = graphs;
    supervisor.setDaemon(true);
    janitor.setDaemon(true);
  }

  /**
   * Submits the job.
   *
   * @param graphs makes the job's graph, to be restored from a checkpoint if there is one
   * @throws IOException if there is nothing to start from or Flink does not take the job
   */
  static SupervisedJob start(
      MiniCluster cluster,
      CheckpointFolder checkpoints,
      StartingPoint start,
      Function<Optional<String>, StreamGraph> graphs)
      throws IOException, TimeoutException {
    SupervisedJob job = new SupervisedJob(cluster, checkpoints, start, graphs);
    job.submit();
    job.supervisor.start();
    job.janitor.start();
    return job;
  }

  /** Whether every task runs and checkpoints are completed; if not, why. */
  Health check() {
    try {
      return JobHealth.of(graph());
    } catch (IOException | TimeoutException e) {
      return Health.down("the job does not answer: " + e.getMessage());
    }
  }

  /** The newest failure that the job had, also if it has recovered; empty if there was none. */
  Optional<String> failure() {
    try {
      return JobHealth.failure(graph());
    } catch (IOException | TimeoutException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** How many checkpoints were completed since it was submitted; 0 if Flink does not answer. */
  long checkpoints() {
    try {
      return graph().getCheckpointStatsSnapshot().getCounts().getNumberOfCompletedCheckpoints();
    } catch (IOException | TimeoutException e) {
      LOG.debug("no count of checkpoints", e);
      return 0;
    }
  }

  /** Ends the job as somebody else might, without a last checkpoint. */
  void cancel() throws IOException, TimeoutException {
    await(cluster.cancelJob(job), PATIENT);
  }

  /** Takes a last checkpoint if the job is well, then stops it for good. */
  @Override
  public void close() {
    closing = true;
    janitor.interrupt();
    try {
      if (check().up()) {
        String last = await(cluster.triggerCheckpoint(job), PATIENT);
        LOG.info("last checkpoint: {}", last);
      }
      cancel();
      await(cluster.requestJobResult(job), PATIENT);
    } catch (IOException | TimeoutException e) {
      LOG.warn("the job was not stopped cleanly; it resumes from an earlier checkpoint", e);
    } finally {
      supervisor.interrupt();
    }
  }

  private void submit() throws IOException, TimeoutException {
    Optional<String> restored = start.find();
    StreamGraph graph = graphs.apply(restored);
    graph.setJobId(JobID.generate());
    job = await(cluster.submitJob(graph), PATIENT).getJobID();
    LOG.info(
        "job {} begins {}", job, restored.map(uri -> "at " + uri).orElse("without a checkpoint"));
  }

  private void supervise() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!closing) {
        long begin = System.nanoTime();
        String end = awaitEnd();
        if (closing) {
          return;
        }
        if (System.nanoTime() - begin > STABLE.toNanos()) {
          pause = FIRST_PAUSE;
        }
        LOG.error(
            "the job {} has ended: {}; it is submitted again in {} s", job, end, pause.toSeconds());
        Thread.sleep(pause.toMillis());
        pause = longer(pause);
        submitAgain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void submitAgain() {
    try {
      submit();
    } catch (IOException | TimeoutException | RuntimeException e) {
      LOG.error("the job could not be submitted", e);
    }
  }

  private String awaitEnd() throws InterruptedException {
    try {
      JobResult result = cluster.requestJobResult(job).get();
      return result.getApplicationStatus()
          + result.getSerializedThrowable().map(error -> ", " + error.getMessage()).orElse("");
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause().getMessage());
    }
  }

  /**
   * The first checkpoint of a job is whole: from then on nothing needs those of its former lives.
   */
  private void deleteOldCheckpoints() {
    JobID cleaned = null;
    try {
      while (!closing) {
        Thread.sleep(QUICK.toMillis());
        JobID current = job;
        if (!current.equals(cleaned) && checkpoints() > 0) {
          checkpoints.deleteOthers(current.toString());
          cleaned = current;
        }
      }
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
    return "job " + job;
  }
}
