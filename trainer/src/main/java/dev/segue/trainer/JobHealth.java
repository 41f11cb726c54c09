// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.health.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;

/**
 * The health of a streaming job. Flink calls a job RUNNING while its tasks are still restoring, and
 * between two failures of a task that can never restore; so a job is up when all its tasks run and,
 * if it has failed, when it has completed a checkpoint since.
 */
final class JobHealth {
  private JobHealth() {}

  static Health of(AccessExecutionGraph graph) {
    if (graph.getState() != JobStatus.RUNNING) {
      return Health.down("the job is " + graph.getState() + because(graph));
    }
    List<String> waiting = waiting(graph);
    if (!waiting.isEmpty()) {
      return Health.down("tasks that do not run yet: " + waiting + because(graph));
    }
    ErrorInfo failure = graph.getFailureInfo();
    if (failure != null && lastCheckpoint(graph) < failure.getTimestamp()) {
      return Health.down("no checkpoint was completed since the job failed" + because(graph));
    }
    return Health.UP;
  }

  /** The root cause of the newest failure; empty if there was none. */
  static Optional<String> failure(AccessExecutionGraph graph) {
    return Optional.ofNullable(graph.getFailureInfo())
        .map(info -> String.valueOf(info.getException().getMessage()));
  }

  private static String because(AccessExecutionGraph graph) {
    return failure(graph).map(message -> ": " + message).orElse("");
  }

  private static List<String> waiting(AccessExecutionGraph graph) {
    List<String> waiting = new ArrayList<>();
    for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        waiting.add(task.getTaskNameWithSubtaskIndex() + " is " + task.getExecutionState());
      }
    }
    return waiting;
  }

  /** When the newest completed checkpoint was triggered, ms since 1970; 0 if there is none. */
  private static long lastCheckpoint(AccessExecutionGraph graph) {
    CheckpointStatsSnapshot stats = graph.getCheckpointStatsSnapshot();
    CompletedCheckpointStats last =
        stats == null ? null : stats.getHistory().getLatestCompletedCheckpoint();
    return last == null ? 0 : last.getTriggerTimestamp();
  }
}
