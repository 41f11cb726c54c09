// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where audio and model artifacts lie. */
@ConfigMapping(prefix = "store")
public interface StoreSettings {
  /** A folder that every process can read; empty: {@code objects} under the data folder. */
  Optional<Path> path();
}
