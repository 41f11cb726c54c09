// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue. Applying twice changes nothing. */
public final class TopicAdmin {
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

  private final Admin admin;

  /** Works through this client, which the caller closes. */
  public TopicAdmin(Admin admin) {
    this.admin = admin;
  }

  /** What {@link #apply} did with one topic. */
  public enum Outcome {
    /** It was not there. */
    CREATED,
    /** It was there as the catalogue wants it. */
    UNCHANGED,
    /** It is there with another number of partitions; it was left alone. */
    DIFFERENT_PARTITIONS
  }

  /**
   * Creates what is missing, with the broker's default replication factor, and returns when all of
   * it can be written.
   *
   * @return the outcome for each topic, by name, in the order given
   * @throws KafkaException if the broker refuses or cannot be reached
   * @throws InterruptedException if the thread is interrupted while waiting
   */
  public Map<String, Outcome> apply(Collection<TopicSpec> specs) throws InterruptedException {
    Set<String> existing = await(admin.listTopics().names());
    List<String> present = specs.stream().map(TopicSpec::name).filter(existing::contains).toList();
    Map<String, TopicDescription> described = await(admin.describeTopics(present).allTopicNames());
    Map<String, Outcome> outcomes = new java.util.LinkedHashMap<>();
    List<NewTopic> missing = new ArrayList<>();
    for (TopicSpec spec : specs) {
      TopicDescription description = described.get(spec.name());
      if (description == null) {
        missing.add(newTopic(spec));
        outcomes.put(spec.name(), Outcome.CREATED);
      } else if (description.partitions().size() != spec.partitions()) {
        outcomes.put(spec.name(), Outcome.DIFFERENT_PARTITIONS);
      } else {
        outcomes.put(spec.name(), Outcome.UNCHANGED);
      }
    }
    for (var result : admin.createTopics(missing).values().entrySet()) {
      try {
        await(result.getValue());
      } catch (TopicExistsException e) {
        // Another process applied the catalogue at the same moment.
        outcomes.put(result.getKey(), Outcome.UNCHANGED);
      }
    }
    awaitServed(missing);
    return outcomes;
  }

  /**
   * A partition that is still being created may take a producer's second batch and refuse its
   * first, which leaves an idempotent producer stuck for minutes: nobody writes before all answer.
   */
  private void awaitServed(List<NewTopic> created) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (NewTopic topic : created) {
      for (int partition = 0; partition < topic.numPartitions(); partition++) {
        partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    long deadline = System.nanoTime() + SERVED_WITHIN.toNanos();
    while (!partitions.isEmpty()) {
      try {
        await(admin.listOffsets(partitions).all());
        return;
      } catch (RetriableException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(50);
      }
    }
  }

  private static NewTopic newTopic(TopicSpec spec) {
    Map<String, String> config = new HashMap<>(spec.config());
    config.put("cleanup.policy", spec.cleanup().policy());
    return new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty())
        .configs(config);
  }

  private static <T> T await(org.apache.kafka.common.KafkaFuture<T> future)
      throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new KafkaException("the broker refused an admin request", e.getCause());
    }
  }
}
