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
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue, and compares those that are there with it. */
public final class TopicAdmin {
  private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

  private final Admin admin;
  private final Replication replication;
  private final TopicComparison comparison;

  /** Works through this client, which the caller closes, and leaves replication to the broker. */
  public TopicAdmin(Admin admin) {
    this(admin, Replication.OF_THE_BROKER);
  }

  /** Works through this client, which the caller closes. */
  public TopicAdmin(Admin admin, Replication replication) {
    this.admin = admin;
    this.replication = replication;
    this.comparison = new TopicComparison(replication);
  }

  /** What {@link #apply} did with one topic. */
  public enum Outcome {
    /** It was not there. */
    CREATED,
    /** It was there as the catalogue wants it. */
    UNCHANGED,
    /** It is there, and {@link #differences} says what is not as the catalogue wants it. */
    DIFFERENT
  }

  /**
   * Creates what is missing and returns when all of it can be written. What is there is left as it
   * is: applying twice changes nothing.
   *
   * @return the outcome for each topic, by name, in the order given
   * @throws KafkaException if the broker refuses or cannot be reached
   * @throws InterruptedException if the thread is interrupted while waiting
   */
  public Map<String, Outcome> apply(Collection<TopicSpec> specs) throws InterruptedException {
    Set<String> existing = await(admin.listTopics().names());
    Set<String> different =
        Set.copyOf(differences(specs).stream().map(TopicDifference::topic).distinct().toList());
    Map<String, Outcome> outcomes = new java.util.LinkedHashMap<>();
    List<NewTopic> missing = new ArrayList<>();
    for (TopicSpec spec : specs) {
      if (existing.contains(spec.name())) {
        outcomes.put(
            spec.name(), different.contains(spec.name()) ? Outcome.DIFFERENT : Outcome.UNCHANGED);
      } else {
        missing.add(newTopic(spec));
        outcomes.put(spec.name(), Outcome.CREATED);
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
   * How the topics that are there differ from the catalogue: partitions, replicas, cleanup policy,
   * retention and the other settings that the catalogue names.
   *
   * @throws KafkaException if the broker refuses or cannot be reached
   * @throws InterruptedException if the thread is interrupted while waiting
   */
  public List<TopicDifference> differences(Collection<TopicSpec> specs)
      throws InterruptedException {
    Set<String> existing = await(admin.listTopics().names());
    List<String> present = specs.stream().map(TopicSpec::name).filter(existing::contains).toList();
    Map<String, TopicDescription> described = await(admin.describeTopics(present).allTopicNames());
    Map<ConfigResource, Config> configs =
        await(admin.describeConfigs(present.stream().map(TopicAdmin::resource).toList()).all());
    List<TopicDifference> differences = new ArrayList<>();
    for (TopicSpec spec : specs) {
      if (described.containsKey(spec.name())) {
        differences.addAll(
            comparison.of(spec, described.get(spec.name()), configs.get(resource(spec.name()))));
      }
    }
    return differences;
  }

  /**
   * Sets those that are alterable to what the catalogue wants.
   *
   * @throws KafkaException if the broker refuses or cannot be reached
   * @throws InterruptedException if the thread is interrupted while waiting
   */
  public void alter(Collection<TopicDifference> differences) throws InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (TopicDifference difference : differences) {
      if (difference.alterable()) {
        changes
            .computeIfAbsent(resource(difference.topic()), topic -> new ArrayList<>())
            .add(
                new AlterConfigOp(
                    new ConfigEntry(difference.setting(), difference.wanted()),
                    AlterConfigOp.OpType.SET));
      }
    }
    await(admin.incrementalAlterConfigs(changes).all());
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
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

  private NewTopic newTopic(TopicSpec spec) {
    Optional<Short> factor =
        replication.factor().isPresent()
            ? Optional.of((short) replication.factor().getAsInt())
            : Optional.empty();
    return new NewTopic(spec.name(), Optional.of(spec.partitions()), factor)
        .configs(comparison.wanted(spec));
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
