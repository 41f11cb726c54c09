// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
 * One life of the consumer: it takes records, has them worked on, publishes the outcomes of each
 * partition in its order, and commits only what the broker acknowledged. While as many records as
 * may be are in work, polling continues with every partition paused, so that however long a track
 * takes the group keeps its member. Not thread-safe.
 */
final class EmbedderSession {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedderSession.class);
  private static final Duration IDLE_POLL = Duration.ofMillis(500);

  /** How long new records may wait while others are in work. */
  private static final long WORKING_WAIT_MILLIS = 20;

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final java.util.function.Consumer<Job> work;
  private final EmbedderMetrics metrics;
  private final int capacity;
  private final FirstHearing hearing;
  private final Set<Job> inWork = new LinkedHashSet<>();
  private final Semaphore over = new Semaphore(0);
  private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

  /**
   * Prepares a session.
   *
   * @param work begins to work on a job
   * @param hearing told how far it is
   * @param capacity how many records may be in work before it takes no more
   */
  EmbedderSession(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      java.util.function.Consumer<Job> work,
      EmbedderMetrics metrics,
      FirstHearing hearing,
      int capacity) {
    this.consumer = consumer;
    this.publisher = publisher;
    this.work = work;
    this.metrics = metrics;
    this.hearing = hearing;
    this.capacity = capacity;
  }

  void subscribe(String topic) {
    consumer.subscribe(List.of(topic), new Ownership());
  }

  /** Takes what came, publishes what is done; returns after a while if there is neither. */
  void runOnce() {
    commit();
    if (!inWork.isEmpty()) {
      awaitOutcome();
    }
    take();
    publishDone();
    noteHearing();
  }

  /** Gives up what is in work: it gets no outcome from this session. */
  void cancel() {
    inWork.forEach(Job::cancel);
    inWork.clear();
    hearing.revoked(Set.copyOf(consumer.assignment()));
  }

  private void awaitOutcome() {
    try {
      if (over.tryAcquire(WORKING_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        over.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private void take() {
    if (inWork.size() < capacity) {
      consumer.resume(consumer.paused());
    } else {
      consumer.pause(consumer.assignment());
    }
    for (ConsumerRecord<byte[], byte[]> record :
        consumer.poll(inWork.isEmpty() ? IDLE_POLL : Duration.ZERO)) {
      Job job = new Job(record, over::release);
      inWork.add(job);
      work.accept(job);
    }
  }

  private void publishDone() {
    List<Job> done = done();
    if (done.isEmpty()) {
      return;
    }
    publisher.publish(done);
    for (Job job : done) {
      inWork.remove(job);
      metrics.done(job.outcome());
      ConsumerRecord<byte[], byte[]> record = job.record();
      uncommitted.put(
          job.partition(),
          new OffsetAndMetadata(
              record.offset() + 1,
              record.leaderEpoch(),
              hearing.metadata(job.partition(), record.offset() + 1)));
    }
    commit();
  }

  /** When all tracks are heard with another revision, the trainer is asked to learn from them. */
  private void noteHearing() {
    Map<TopicPartition, Boolean> heard = hearing.advance(this::position);
    if (heard.isEmpty()) {
      return;
    }
    LOG.info("all tracks of {} are heard", heard.keySet());
    if (heard.containsValue(true)) {
      publisher.requestRound();
    }
    heard.forEach(
        (partition, again) ->
            uncommitted.put(
                partition,
                new OffsetAndMetadata(consumer.position(partition), Optional.empty(), "")));
    commit();
  }

  /** The offset of the first record without an outcome. */
  private long position(TopicPartition partition) {
    return inWork.stream()
        .filter(job -> job.partition().equals(partition))
        .mapToLong(job -> job.record().offset())
        .findFirst()
        .orElseGet(() -> consumer.position(partition));
  }

  /** Of each partition what is done before the first that is not. */
  private List<Job> done() {
    List<Job> done = new ArrayList<>();
    Set<TopicPartition> waiting = new HashSet<>();
    for (Job job : inWork) {
      job.failure()
          .ifPresent(
              failure -> {
                throw new CompletionException(failure);
              });
      if (!job.isDone()) {
        waiting.add(job.partition());
      } else if (!waiting.contains(job.partition())) {
        done.add(job);
      }
    }
    return done;
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
      LOG.info("the commit waits for a rebalance: {}", e.getMessage());
    }
  }

  /** Forgets the work on partitions that another member has now: it does that work again. */
  private final class Ownership implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      hearing.assigned(consumer, partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      inWork.removeIf(
          job -> {
            boolean lost = partitions.contains(job.partition());
            if (lost) {
              job.cancel();
            }
            return lost;
          });
      uncommitted.keySet().removeAll(partitions);
      hearing.revoked(partitions);
    }
  }
}
