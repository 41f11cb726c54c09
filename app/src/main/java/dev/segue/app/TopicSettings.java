// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.schemas.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How topics are named and created. */
@ConfigMapping(prefix = "topic")
public interface TopicSettings {
  /** The first words of every topic's name. */
  @WithDefault(Topics.DEFAULT_PREFIX)
  String prefix();

  /** Partitions of the topics that carry load. */
  @WithDefault("4")
  int partitions();
}
