// SPDX-License-Identifier: Apache-2.0
package dev.segue.broker;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapDirectory;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble.VerificationFlag;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker and the only controller in one, put together as {@code KafkaRaftServer} does it, but
 * with sockets that are bound already, and without the wait for the broker that was killed.
 *
 * <p>A controller refuses the registration of a broker while the session of the one before it under
 * the same id lasts, and after a restart it begins that session again. Here broker and controller
 * are one process: when the controller starts, the broker of before cannot be running. It is
 * unregistered, as {@code kafka-cluster.sh unregister} does, and the new one registers at once.
 */
final class CombinedNode {
  static final int ID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(CombinedNode.class);
  private static final Duration CONTROLLER_WITHIN = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final ControllerServer controller;
  private final BrokerServer broker;

  CombinedNode(Path folder, KafkaConfig config, ServerSocketFactory sockets) throws IOException {
    MetaPropertiesEnsemble identity = identity(folder);
    SharedServer shared =
        new SharedServer(
            config,
            identity,
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, identity.clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            new StandardFaultHandlerFactory(),
            sockets);
    broker = new BrokerServer(shared);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap(folder));
  }

  private static MetaPropertiesEnsemble identity(Path folder) throws IOException {
    MetaPropertiesEnsemble identity =
        new MetaPropertiesEnsemble.Loader()
            .addMetadataLogDir(folder.toString())
            .addLogDirs(List.of(folder.toString()))
            .load();
    identity.verify(
        Optional.empty(),
        OptionalInt.of(ID),
        EnumSet.of(
            VerificationFlag.REQUIRE_AT_LEAST_ONE_VALID,
            VerificationFlag.REQUIRE_METADATA_LOG_DIR));
    return identity;
  }

  private static BootstrapMetadata bootstrap(Path folder) throws IOException {
    try {
      return new BootstrapDirectory(folder.toString()).read();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot read Kafka's bootstrap metadata in " + folder, e);
    }
  }

  /** Starts both; returns when the broker takes requests. */
  void start() throws InterruptedException {
    // The broker asks the controller, so that the controller comes first.
    controller.startup();
    unregisterTheBrokerOfBefore(controller.controller());
    broker.startup();
  }

  /** If it cannot be done, the new broker waits for the end of the old one's session. */
  private static void unregisterTheBrokerOfBefore(Controller controller)
      throws InterruptedException {
    long deadline = System.nanoTime() + CONTROLLER_WITHIN.toNanos();
    while (true) {
      try {
        controller.unregisterBroker(request(), ID).get(CONTROLLER_WITHIN.toNanos(), NANOSECONDS);
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof BrokerIdNotRegisteredException) {
          return;
        }
        if (!(e.getCause() instanceof NotControllerException) || System.nanoTime() > deadline) {
          LOG.warn("the broker of before could not be unregistered", e.getCause());
          return;
        }
        // It is not elected yet.
        Thread.sleep(PAUSE.toMillis());
      } catch (TimeoutException e) {
        LOG.warn("the broker of before could not be unregistered in time", e);
        return;
      }
    }
  }

  private static ControllerRequestContext request() {
    return new ControllerRequestContext(
        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
  }

  /** Stops both: the broker first, which hands over to the controller. */
  void stop() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }
}
