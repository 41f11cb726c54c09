// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.state.rocksdb.RocksDBMemoryConfiguration;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.junit.jupiter.api.Test;

class EmbeddedFlinkTest {
  private static final Path FOLDER = Path.of("/state");

  private final Configuration configuration =
      EmbeddedFlink.configuration(new CheckpointFolder(FOLDER), FOLDER.resolve("tmp"));

  /** Flink prefers managed memory without a word, and of that there are a few MiB for each slot. */
  @Test
  void givesRocksDbTheMemoryThatIsSetAsideForIt() {
    assertThat(RocksDBMemoryConfiguration.fromConfiguration(configuration).isUsingManagedMemory())
        .isFalse();
    assertThat(configuration.get(RocksDBOptions.FIX_PER_TM_MEMORY_SIZE))
        .isEqualTo(MemorySize.ofMebiBytes(128));
  }
}
