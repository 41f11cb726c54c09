// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.backbone.Backbone;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the Kafka clients of an embedder; {@code kafka.*} settings override what is set here. */
final class EmbedderClients {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedderClients.class);

  private final KafkaSettings kafka;
  private final String name;
  private final String group;
  private final int maxPollRecords;

  EmbedderClients(KafkaSettings kafka, Topics topics, Backbone backbone, int maxPollRecords) {
    this.kafka = kafka;
    this.name = topics.prefix() + "-embedder-" + backbone.name();
    // No backbone's name has a dot, so no group of another backbone begins like this one.
    this.group = name + "." + backbone.revision();
    this.maxPollRecords = maxPollRecords;
  }

  Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties =
        kafka.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, group,
                ConsumerConfig.CLIENT_ID_CONFIG, name,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, String.valueOf(maxPollRecords),
                // After kill -9 the broker waits this long before it gives the partitions away.
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                    CooperativeStickyAssignor.class.getName()));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** What there is of other revisions in the cluster. */
  enum OtherRevisions {
    NONE,
    DELETED,
    /** A member of one is alive, or seems to be until its session ends. */
    IN_USE
  }

  /**
   * Deletes the committed offsets of the backbone's other revisions: who returns to one of them
   * must hear everything again, because the topic has other vectors since.
   */
  OtherRevisions forgetOtherRevisions() {
    try (Admin admin = Admin.create(kafka.admin())) {
      List<String> others =
          admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
              .map(GroupListing::groupId)
              .filter(id -> id.equals(name) || id.startsWith(name + "."))
              .filter(id -> !id.equals(group))
              .toList();
      return others.isEmpty() ? OtherRevisions.NONE : delete(admin, others);
    } catch (ExecutionException e) {
      throw new KafkaException("the consumer groups cannot be listed", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static OtherRevisions delete(Admin admin, List<String> groups)
      throws InterruptedException {
    try {
      admin.deleteConsumerGroups(groups).all().get();
      LOG.info("deleted the offsets of other revisions: {}", groups);
      return OtherRevisions.DELETED;
    } catch (ExecutionException e) {
      LOG.info("the offsets of {} cannot be deleted yet: {}", groups, e.getCause().getMessage());
      return OtherRevisions.IN_USE;
    }
  }

  Producer<byte[], byte[]> producer() {
    Map<String, Object> properties =
        kafka.producer(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG, name,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
                // Every batch is flushed: waiting for more would only delay it.
                ProducerConfig.LINGER_MS_CONFIG, "0",
                // Well within the consumer's max.poll.interval.ms.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "60000"));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
