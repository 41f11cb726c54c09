// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the consumer: poll, work, publish, and commit only what the broker acknowledged.
 * While the work goes on, polling continues with every partition paused, so that however long a
 * batch takes the group keeps its member. Not thread-safe.
 */
final class EmbedderSession {
  private static final Logger log = LoggerFactory.getLogger(EmbedderSession.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(500);
  private static final long KEEP_ALIVE_MILLIS = 100;

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final Function<List<Job>, Round> work;
  private final EmbedderMetrics metrics;
  private final int capacity;
  private final Duration batchWait;
  private final BooleanSupplier stopping;
  private final List<Job> jobs = new ArrayList<>();
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
  private boolean working;

  /**
   * Prepares a session.
   *
   * @param work begins to work on a round
   * @param capacity how many records make a full round
   * @param batchWait how long a round waits to be full
   */
  EmbedderSession(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      Function<List<Job>, Round> work,
      EmbedderMetrics metrics,
      int capacity,
      Duration batchWait,
      BooleanSupplier stopping) {
    this.consumer = consumer;
    this.publisher = publisher;
    this.work = work;
    this.metrics = metrics;
    this.capacity = capacity;
    this.batchWait = batchWait;
    this.stopping = stopping;
  }

  void subscribe(String topic) {
    consumer.subscribe(List.of(topic), new Ownership());
  }

  /** Takes one round from the first poll to the commit; returns after a while if none comes. */
  void runOnce() {
    commit();
    collect();
    if (jobs.isEmpty()) {
      return;
    }
    if (finishWork(work.apply(List.copyOf(jobs)))) {
      publisher.publish(jobs);
      for (Job job : jobs) {
        metrics.done(job.outcome());
        ConsumerRecord<byte[], byte[]> record = job.record();
        uncommitted.put(
            job.partition(), new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
      }
      jobs.clear();
      commit();
    }
  }

  private void collect() {
    jobs.clear();
    take(IDLE_POLL);
    long end = System.nanoTime() + batchWait.toNanos();
    while (!jobs.isEmpty() && jobs.size() < capacity) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      take(Duration.ofNanos(left));
    }
  }

  private void take(Duration timeout) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      jobs.add(new Job(record));
    }
  }

  /** Whether the work came to its end. */
  private boolean finishWork(Round round) {
    working = true;
    try {
      while (!isDone(round)) {
        if (stopping.getAsBoolean()) {
          round.cancel();
          return false;
        }
        keepAlive();
      }
      return true;
    } catch (RuntimeException | Error e) {
      round.cancel();
      throw e;
    } finally {
      working = false;
      consumer.resume(consumer.assignment());
    }
  }

  private static boolean isDone(Round round) {
    try {
      round.done().get(KEEP_ALIVE_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void keepAlive() {
    consumer.pause(consumer.assignment());
    if (!consumer.poll(Duration.ZERO).isEmpty()) {
      throw new IllegalStateException("a paused partition gave records");
    }
  }

  private void commit() {
    uncommitted.keySet().retainAll(consumer.assignment());
    if (uncommitted.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(uncommitted);
      uncommitted.clear();
    } catch (RebalanceInProgressException | CommitFailedException e) {
      // The next poll ends the rebalance; what is still ours is committed after it.
      log.info("the commit waits for a rebalance: {}", e.getMessage());
    }
  }

  /** Forgets the work on partitions that another member has now: it does that work again. */
  private final class Ownership implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (working) {
        consumer.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      jobs.removeIf(job -> partitions.contains(job.partition()));
      uncommitted.keySet().removeAll(partitions);
    }
  }
}
