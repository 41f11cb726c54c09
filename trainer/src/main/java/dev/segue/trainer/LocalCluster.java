// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.BlobServer;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponent;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.security.token.DelegationTokenManager;
import org.apache.flink.runtime.webmonitor.retriever.MetricQueryServiceRetriever;

/**
 * Flink's {@link MiniCluster} without a listening socket: no REST endpoint is made, and the blob
 * server's socket is closed before the cluster takes a job. See {@code RATIONALE.md}.
 */
@SuppressWarnings("try") // MiniCluster is closed by closeAsync().
final class LocalCluster extends MiniCluster {
  LocalCluster(MiniClusterConfiguration configuration) {
    super(configuration);
  }

  @Override
  protected DispatcherResourceManagerComponentFactory
      createDispatcherResourceManagerComponentFactory() {
    return new LocalComponents();
  }

  @Override
  protected Collection<? extends DispatcherResourceManagerComponent>
      createDispatcherResourceManagerComponents(
          Configuration configuration,
          RpcServiceFactory rpc,
          BlobServer blobs,
          HeartbeatServices heartbeats,
          DelegationTokenManager tokens,
          MetricRegistry metrics,
          MetricQueryServiceRetriever metricQueries,
          FatalErrorHandler fatalErrors)
          throws Exception {
    closeSocket(blobs);
    return super.createDispatcherResourceManagerComponents(
        configuration, rpc, blobs, heartbeats, tokens, metrics, metricQueries, fatalErrors);
  }

  /** The folder behind the server stays usable: what runs in this JVM needs no socket. */
  private static void closeSocket(BlobServer blobs) throws IOException {
    blobs.close();
  }
}
