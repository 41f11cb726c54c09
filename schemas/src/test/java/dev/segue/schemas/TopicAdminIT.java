// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.broker.EmbeddedKafka;
import dev.segue.schemas.TopicAdmin.Outcome;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
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
          .containsEntry("segue.plays.v1", Outcome.DIFFERENT_PARTITIONS)
          .containsEntry("segue.plays.v1.dlq", Outcome.UNCHANGED);
      assertThat(admin.listTopics().names().get())
          .containsAll(specs.stream().map(TopicSpec::name).toList());
    }
  }
}
