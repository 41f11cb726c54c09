// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.storage;

import dev.segue.runtime.config.Range;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When the disk counts as full. */
@ConfigMapping(prefix = "disk")
public interface DiskSettings {
  /** Writes are refused while fewer bytes are free; 0: never. */
  @WithDefault("536870912")
  @Range(min = "0", max = "1099511627776")
  long lowWater();
}
