// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.config.Matches;
import dev.segue.runtime.config.Range;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.Replication;
import dev.segue.schemas.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.OptionalInt;

/** How topics are named and created. */
@ConfigMapping(prefix = "topic")
public interface TopicSettings {
  /** The first words of every topic's name. */
  @WithDefault(Topics.DEFAULT_PREFIX)
  @Matches(value = Topics.PREFIX, says = Topics.PREFIX_SAYS)
  String prefix();

  /** Partitions of the topics that carry load. */
  @WithDefault("4")
  @Range(min = "1", max = "1000")
  int partitions();

  /** Copies of each partition, for topics that are created; empty: as the broker does it. */
  @Range(min = "1", max = "100")
  OptionalInt replicationFactor();

  /**
   * How many copies must have a record before it counts as written; empty: as the broker does it.
   */
  @Range(min = "1", max = "100")
  OptionalInt minInsyncReplicas();

  /** How topics are replicated. */
  static Replication replication(Settings settings) {
    TopicSettings topic = settings.get(TopicSettings.class);
    return new Replication(topic.replicationFactor(), topic.minInsyncReplicas());
  }

  /** What is wrong with these settings, though each is in its range; a line each. */
  static List<String> problems(Settings settings) {
    try {
      replication(settings);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
  }
}
