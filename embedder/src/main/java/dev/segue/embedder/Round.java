// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * The records of one poll, worked on by several lanes at a time. Each lane takes the next record,
 * decodes it, and when its batch is full runs the backbone on it; so no more than a batch a lane is
 * ever held in memory.
 */
final class Round {
  private final Queue<Job> queue;
  private final CompletableFuture<Void> done;

  private Round(Queue<Job> queue, CompletableFuture<Void> done) {
    this.queue = queue;
    this.done = done;
  }

  /** Begins to work; the lanes share nothing but the queue. */
  static Round start(List<Job> jobs, int lanes, Executor executor, LaneFactory factory) {
    Queue<Job> queue = new ConcurrentLinkedQueue<>(jobs);
    CompletableFuture<?>[] running =
        Stream.generate(() -> CompletableFuture.runAsync(factory.lane(queue), executor))
            .limit(Math.min(lanes, jobs.size()))
            .toArray(CompletableFuture<?>[]::new);
    return new Round(queue, CompletableFuture.allOf(running));
  }

  /** Completes when every record has its outcome, or with the error that kept a lane from it. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** Lets the lanes end after what they hold; the rest gets no outcome. */
  void cancel() {
    queue.clear();
  }

  /** Makes a lane over a queue. */
  @FunctionalInterface
  interface LaneFactory {
    Lane lane(Queue<Job> queue);
  }
}
