// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.config.Range;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The embedded broker of the all-in-one process. */
@ConfigMapping(prefix = "broker")
public interface BrokerSettings {
  /** Where Kafka clients on this machine connect; 0 takes a free port. */
  @WithDefault("9092")
  @Range(min = "0", max = "65535")
  int port();
}
