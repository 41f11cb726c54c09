// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.failure.FailureEnricher;
import org.apache.flink.runtime.blob.BlobServer;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherId;
import org.apache.flink.runtime.dispatcher.DispatcherOperationCaches;
import org.apache.flink.runtime.dispatcher.ExecutionGraphInfoStore;
import org.apache.flink.runtime.dispatcher.PartialDispatcherServices;
import org.apache.flink.runtime.dispatcher.SessionDispatcherFactory;
import org.apache.flink.runtime.dispatcher.VoidHistoryServerArchivist;
import org.apache.flink.runtime.dispatcher.runner.DefaultDispatcherRunnerFactory;
import org.apache.flink.runtime.dispatcher.runner.DispatcherRunner;
import org.apache.flink.runtime.entrypoint.ClusterInformation;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponent;
import org.apache.flink.runtime.entrypoint.component.DispatcherResourceManagerComponentFactory;
import org.apache.flink.runtime.heartbeat.HeartbeatServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.jobmanager.HaServicesJobPersistenceComponentFactory;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.apache.flink.runtime.metrics.MetricRegistry;
import org.apache.flink.runtime.metrics.groups.JobManagerMetricGroup;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.resourcemanager.ResourceManagerId;
import org.apache.flink.runtime.resourcemanager.ResourceManagerService;
import org.apache.flink.runtime.resourcemanager.ResourceManagerServiceImpl;
import org.apache.flink.runtime.resourcemanager.StandaloneResourceManagerFactory;
import org.apache.flink.runtime.rest.RestService;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.rpc.FencedRpcGateway;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.runtime.rpc.RpcUtils;
import org.apache.flink.runtime.security.token.DelegationTokenManager;
import org.apache.flink.runtime.webmonitor.retriever.MetricQueryServiceRetriever;
import org.apache.flink.runtime.webmonitor.retriever.impl.RpcGatewayRetriever;
import org.apache.flink.util.concurrent.ExponentialBackoffRetryStrategy;

/**
 * Makes the dispatcher and the resource manager of an embedded cluster as Flink's {@code
 * DefaultDispatcherResourceManagerComponentFactory} does, but without the REST endpoint that one
 * always starts.
 */
final class LocalComponents implements DispatcherResourceManagerComponentFactory {
  // As in Flink's factory.
  private static final int RETRIES = 12;
  private static final Duration FIRST_DELAY = Duration.ofMillis(10);
  private static final Duration MAX_DELAY = Duration.ofMillis(50);

  @Override
  public DispatcherResourceManagerComponent create(
      Configuration configuration,
      ResourceID resource,
      Executor io,
      RpcService rpc,
      HighAvailabilityServices ha,
      BlobServer blobs,
      HeartbeatServices heartbeats,
      DelegationTokenManager tokens,
      MetricRegistry metrics,
      ExecutionGraphInfoStore graphs,
      MetricQueryServiceRetriever metricQueries,
      Collection<FailureEnricher> enrichers,
      FatalErrorHandler fatalErrors)
      throws Exception {
    String host = RpcUtils.getHostname(rpc);
    ResourceManagerService resources =
        ResourceManagerServiceImpl.create(
            StandaloneResourceManagerFactory.getInstance(),
            configuration,
            resource,
            rpc,
            ha,
            heartbeats,
            tokens,
            fatalErrors,
            new ClusterInformation(host, blobs.getPort()),
            null,
            metrics,
            host,
            io);
    RpcGatewayRetriever<ResourceManagerId, ResourceManagerGateway> resourceManager =
        retriever(rpc, ResourceManagerGateway.class, ResourceManagerId::fromUuidOrNull);
    DispatcherOperationCaches operations = new DispatcherOperationCaches();
    DispatcherRunner dispatcher =
        DefaultDispatcherRunnerFactory.createSessionRunner(SessionDispatcherFactory.INSTANCE)
            .createDispatcherRunner(
                ha.getDispatcherLeaderElection(),
                fatalErrors,
                new HaServicesJobPersistenceComponentFactory(ha),
                io,
                rpc,
                new PartialDispatcherServices(
                    configuration,
                    ha,
                    resourceManager,
                    blobs,
                    heartbeats,
                    () -> JobManagerMetricGroup.createJobManagerMetricGroup(metrics, host),
                    graphs,
                    fatalErrors,
                    VoidHistoryServerArchivist.INSTANCE,
                    metrics.getMetricQueryServiceGatewayRpcAddress(),
                    io,
                    operations,
                    enrichers));
    resources.start();
    LeaderRetrievalService resourceLeader = ha.getResourceManagerLeaderRetriever();
    resourceLeader.start(resourceManager);
    LeaderRetrievalService dispatcherLeader = ha.getDispatcherLeaderRetriever();
    dispatcherLeader.start(retriever(rpc, DispatcherGateway.class, DispatcherId::fromUuid));
    return component(
        dispatcher, resources, dispatcherLeader, resourceLeader, fatalErrors, operations);
  }

  private static <F extends java.io.Serializable, G extends FencedRpcGateway<F>>
      RpcGatewayRetriever<F, G> retriever(
          RpcService rpc, Class<G> gateway, Function<UUID, F> fencing) {
    return new RpcGatewayRetriever<>(
        rpc,
        gateway,
        fencing,
        new ExponentialBackoffRetryStrategy(RETRIES, FIRST_DELAY, MAX_DELAY));
  }

  /** The constructor is visible in Flink's own package only. */
  private static DispatcherResourceManagerComponent component(
      DispatcherRunner dispatcher,
      ResourceManagerService resources,
      LeaderRetrievalService dispatcherLeader,
      LeaderRetrievalService resourceLeader,
      FatalErrorHandler fatalErrors,
      DispatcherOperationCaches operations)
      throws ReflectiveOperationException {
    Class<?> type = DispatcherResourceManagerComponent.class;
    MethodType signature =
        MethodType.methodType(
            void.class,
            DispatcherRunner.class,
            ResourceManagerService.class,
            LeaderRetrievalService.class,
            LeaderRetrievalService.class,
            RestService.class,
            FatalErrorHandler.class,
            DispatcherOperationCaches.class);
    try {
      return (DispatcherResourceManagerComponent)
          MethodHandles.privateLookupIn(type, MethodHandles.lookup())
              .findConstructor(type, signature)
              .invoke(
                  dispatcher,
                  resources,
                  dispatcherLeader,
                  resourceLeader,
                  new NoRest(),
                  fatalErrors,
                  operations);
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Flink's dispatcher component could not be made", e);
    }
  }

  /** The REST endpoint that is not there. */
  @SuppressWarnings("try") // Closed by closeAsync().
  private static final class NoRest implements RestService {
    @Override
    public int getRestPort() {
      return -1;
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
      return CompletableFuture.completedFuture(null);
    }
  }
}
