// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains on a thread of its own, one task after another, while plays and checkpoints go on. Flink
 * keeps unfinished tasks in its checkpoints and hands them in again after a restart.
 */
public final class AsyncTrainer extends RichAsyncFunction<TrainingTask, OutgoingRecord> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AsyncTrainer.class);

  // Shorter than Flink's patience with a task that does not end.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TrainingPlan plan;
  private final Trainers trainers;
  private transient ScheduledExecutorService worker;
  private transient ScheduledExecutorService clock;
  private transient RoundTrainer trainer;
  private transient AtomicInteger pending;

  /** Trains by this plan. */
  public AsyncTrainer(TrainingPlan plan) {
    this(plan, AsyncTrainer::fromTopics);
  }

  AsyncTrainer(TrainingPlan plan, Trainers trainers) {
    this.plan = plan;
    this.trainers = trainers;
  }

  /** Makes the trainer on the machine that trains. */
  @FunctionalInterface
  interface Trainers extends Serializable {
    RoundTrainer of(TrainingPlan plan) throws IOException;
  }

  private static RoundTrainer fromTopics(TrainingPlan plan) throws IOException {
    ObjectStore store = ObjectStore.at(Path.of(plan.store()));
    return new RoundTrainer(plan, store, Releases.inTopic(plan), Contents.inTopic(plan));
  }

  @Override
  public void open(OpenContext context) throws Exception {
    trainer = trainers.of(plan);
    pending = new AtomicInteger();
    worker = Executors.newSingleThreadScheduledExecutor(daemon("trainer"));
    clock = Executors.newSingleThreadScheduledExecutor(daemon("trainer-clock"));
  }

  @Override
  public void asyncInvoke(TrainingTask task, ResultFuture<OutgoingRecord> result) {
    pending.incrementAndGet();
    worker.execute(() -> train(task, result));
  }

  private void train(TrainingTask task, ResultFuture<OutgoingRecord> result) {
    LOG.info("training {}", task);
    long start = System.nanoTime();
    try {
      Outcome outcome = trainInTime(task);
      LOG.info(
          "{}: {} after {} ms: {}",
          task,
          outcome.report().getOutcome(),
          (System.nanoTime() - start) / 1_000_000,
          outcome.report().getDetail());
      if (pending.decrementAndGet() == 0) {
        trainer.forgetData();
      }
      result.complete(outcome.records(plan));
    } catch (InterruptedException e) {
      // The job is being stopped; the task is in its last checkpoint and will come again.
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  private Outcome trainInTime(TrainingTask task) throws InterruptedException {
    try (TimeLimit limit = new TimeLimit(clock, plan.timeout())) {
      try {
        return trainer.train(task);
      } catch (InterruptedException e) {
        if (limit.isOver()) {
          return trainer.failed(
              task, "it took longer than the " + plan.timeout() + " of trainer.training-timeout");
        }
        throw e;
      }
    }
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.shutdownNow();
      awaitEnd();
    }
    if (clock != null) {
      clock.shutdownNow();
    }
  }

  /** The next attempt may begin in this very process, with the same checkpoint folder. */
  private void awaitEnd() {
    try {
      if (!worker.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("a training does not stop although it was interrupted {} ago", PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
