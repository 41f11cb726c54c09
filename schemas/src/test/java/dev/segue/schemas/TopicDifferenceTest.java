// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TopicDifferenceTest {
  @Test
  void warnsThatARebuildLacksPlaysThatTheBrokerDeleted() {
    assertThat(
            new TopicDifference("acme.plays.v1", "retention.ms", "604800000", "-1", true).message())
        .isEqualTo(
            "acme.plays.v1: retention.ms is 604800000 (PT168H), not -1 (for ever); histories that"
                + " have to be rebuilt, after the trainer's state was lost, lack the plays that the"
                + " broker deleted; 'segue topics apply --alter' sets it");
  }

  @Test
  void saysWhatToDoByHandWhereRecordsCouldBeLost() {
    assertThat(new TopicDifference("t", "retention.ms", "-1", "1000", false).message())
        .contains("kafka-configs.sh");
    assertThat(new TopicDifference("t", "partitions", "3", "4", false).message())
        .contains("partitions is 3, not 4", "topic.partitions");
    assertThat(new TopicDifference("t", "replication.factor", "1", "3", false).message())
        .contains("kafka-reassign-partitions.sh");
  }

  @Test
  void refusesToAskForMoreCopiesThanThereAre() {
    assertThatThrownBy(() -> new Replication(OptionalInt.of(1), OptionalInt.of(2)))
        .hasMessageContaining("topic.min-insync-replicas is 2");
  }
}
