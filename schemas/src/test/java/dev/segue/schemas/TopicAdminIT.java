// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segue.broker.EmbeddedKafka;
import dev.segue.schemas.TopicAdmin.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAdminIT {
  @Test
  void returnsWhenEveryPartitionTakesRecords(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicAdmin(admin).apply(Topics.of("segue", 64).all(List.of("mfcc")));
      Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
      for (int partition = 0; partition < 64; partition++) {
        partitions.put(new TopicPartition("segue.plays.v1", partition), OffsetSpec.latest());
      }
      assertThat(admin.listOffsets(partitions).all().get()).hasSize(64);
    }
  }

  @Test
  void createsTheCatalogueOnceAndLeavesItAlone(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      TopicAdmin topics = new TopicAdmin(admin);
      List<TopicSpec> specs = Topics.standard().all(List.of("mfcc"));
      assertThat(topics.apply(specs).values()).containsOnly(Outcome.CREATED);
      assertThat(topics.apply(specs).values()).containsOnly(Outcome.UNCHANGED);
      assertThat(topics.apply(Topics.of("segue", 7).all(List.of("mfcc"))))
          .containsEntry("segue.plays.v1", Outcome.DIFFERENT)
          .containsEntry("segue.plays.v1.dlq", Outcome.UNCHANGED);
      assertThat(admin.listTopics().names().get())
          .containsAll(specs.stream().map(TopicSpec::name).toList());
    }
  }

  @Test
  void saysWhatDiffersAndAltersOnlyWhatLosesNothing(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      List<TopicSpec> specs = Topics.standard().all(List.of("mfcc"));
      create(admin, "segue.plays.v1", 4, Map.of("retention.ms", "604800000"));
      create(admin, "segue.user-histories.v1", 4, Map.of("cleanup.policy", "delete"));
      create(admin, "segue.tracks.v1", 4, Map.of("cleanup.policy", "compact"));
      create(admin, "segue.training-requests.v1", 1, Map.of("retention.ms", "-1"));
      create(admin, "segue.recommendations.v1", 3, Map.of("cleanup.policy", "compact"));
      TopicAdmin topics = new TopicAdmin(admin);

      assertThat(topics.apply(specs))
          .containsEntry("segue.plays.v1", Outcome.DIFFERENT)
          .containsEntry("segue.model-releases.v1", Outcome.CREATED);
      assertThat(topics.differences(specs))
          .extracting(TopicDifference::topic, TopicDifference::setting, TopicDifference::alterable)
          .containsExactlyInAnyOrder(
              tuple("segue.plays.v1", "retention.ms", true),
              tuple("segue.user-histories.v1", "cleanup.policy", true),
              // A day in a broker's default; the catalogue keeps tombstones for ten years.
              tuple("segue.tracks.v1", "delete.retention.ms", true),
              // Shorter than it is: the broker would delete records.
              tuple("segue.training-requests.v1", "retention.ms", false),
              tuple("segue.recommendations.v1", "partitions", false));

      topics.alter(topics.differences(specs));
      assertThat(topics.differences(specs))
          .extracting(TopicDifference::setting)
          .containsExactlyInAnyOrder("retention.ms", "partitions");
    }
  }

  @Test
  void comparesReplicationIfItIsSet(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      List<TopicSpec> specs = Topics.standard().all(List.of("mfcc")).subList(0, 1);
      new TopicAdmin(admin).apply(specs);
      Replication three = new Replication(OptionalInt.of(3), OptionalInt.of(2));
      assertThat(new TopicAdmin(admin, three).differences(specs))
          .extracting(TopicDifference::setting, TopicDifference::actual, TopicDifference::alterable)
          .containsExactlyInAnyOrder(
              tuple("replication.factor", "1", false), tuple("min.insync.replicas", "1", false));
    }
  }

  private static void create(Admin admin, String topic, int partitions, Map<String, String> config)
      throws Exception {
    NewTopic missing = new NewTopic(topic, Optional.of(partitions), Optional.empty());
    admin.createTopics(List.of(missing.configs(config))).all().get();
  }
}
