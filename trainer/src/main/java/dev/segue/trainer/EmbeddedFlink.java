// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small Flink cluster in this JVM: one task manager, no REST endpoint, no listening socket. */
final class EmbeddedFlink {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final int STOP_SECONDS = 30;
  private static final String LOOPBACK = "127.0.0.1";
  // Block cache and write buffers of RocksDB, shared by all slots: the slot that trains has no
  // state and would keep its share of Flink's managed memory for nothing.
  private static final MemorySize ROCKSDB = MemorySize.ofMebiBytes(128);
  // Nothing else in the job takes managed memory, but Flink wants some.
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(8);
  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(32);
  private static final int RETAINED_CHECKPOINTS = 2;

  private EmbeddedFlink() {}

  /**
   * Starts the cluster.
   *
   * @param folder where its state and working files lie
   * @param parallelism of the histories; the training has a slot of its own beside them
   */
  static MiniCluster start(Path folder, CheckpointFolder checkpoints, int parallelism)
      throws IOException {
    Path working = folder.resolve("tmp");
    // What a killed process left there is of no use to anybody.
    FileUtils.deleteFileOrDirectory(working.toFile());
    Files.createDirectories(working);
    StateFileSystem.mount(folder);
    MiniCluster cluster =
        new LocalCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(checkpoints, working))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism + 1)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      stop(cluster);
      throw new IOException("the embedded Flink did not start: " + e.getMessage(), e);
    }
    return cluster;
  }

  /** Stops the cluster and waits for it, though not for ever. */
  static void stop(MiniCluster cluster) {
    try {
      cluster.closeAsync().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Flink did not stop cleanly", e);
    } finally {
      StateFileSystem.unmount();
    }
  }

  static Configuration configuration(CheckpointFolder checkpoints, Path working) {
    Configuration c = new Configuration();
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.uri());
    c.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED_CHECKPOINTS);
    c.set(CoreOptions.TMP_DIRS, working.toString());
    // Flink ignores the size below while RocksDB uses managed memory, which is the default.
    c.set(RocksDBOptions.USE_MANAGED_MEMORY, false);
    c.set(RocksDBOptions.FIX_PER_TM_MEMORY_SIZE, ROCKSDB);
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    // Where the blob server listens until LocalCluster closes it; nothing is left to it.
    c.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    c.set(BlobServerOptions.OFFLOAD_MINSIZE, Integer.MAX_VALUE);
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    return c;
  }
}
