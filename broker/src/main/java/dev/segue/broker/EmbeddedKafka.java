// SPDX-License-Identifier: Apache-2.0
package dev.segue.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and controller (KRaft) inside this JVM, listening on loopback. Its folder
 * survives restarts and {@code kill -9}.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int SEGMENT_BYTES = 16 << 20;

  private final CombinedNode node;
  private final int port;

  private EmbeddedKafka(CombinedNode node, int port) {
    this.node = node;
    this.port = port;
  }

  /** Starts on a free port. */
  public static EmbeddedKafka start(Path folder) throws IOException {
    return start(folder, 0, Map.of());
  }

  /**
   * Starts, after formatting the folder if it is new; returns when the broker takes requests.
   *
   * @param folder where logs and metadata lie
   * @param port where clients connect; 0 takes a free one
   * @param overrides further broker settings, by their Kafka names
   * @throws java.net.BindException if the port is taken; nothing has started then
   * @throws IOException if the folder cannot be used
   * @throws IllegalStateException if the broker does not start
   */
  public static EmbeddedKafka start(Path folder, int port, Map<String, String> overrides)
      throws IOException {
    Sockets sockets = Sockets.bind(port);
    try {
      return start(folder, sockets, overrides);
    } catch (IOException | RuntimeException | Error e) {
      sockets.close();
      throw e;
    }
  }

  private static EmbeddedKafka start(Path folder, Sockets sockets, Map<String, String> overrides)
      throws IOException {
    Files.createDirectories(folder);
    int port = sockets.port(Sockets.BROKER);
    Properties properties = properties(folder, port, sockets.port(Sockets.CONTROLLER));
    properties.putAll(overrides);
    format(folder);
    CombinedNode node = new CombinedNode(folder, new KafkaConfig(properties), sockets);
    try {
      node.start();
    } catch (InterruptedException e) {
      node.stop();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the embedded Kafka broker started", e);
    } catch (RuntimeException | Error e) {
      node.stop();
      throw new IllegalStateException(
          "the embedded Kafka broker did not start on port "
              + port
              + " with its data in "
              + folder
              + ": "
              + e.getMessage(),
          e);
    }
    LOG.info("Kafka broker on {}:{}, data in {}", LOOPBACK, port, folder);
    return new EmbeddedKafka(node, port);
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return LOOPBACK + ":" + port;
  }

  @Override
  public void close() {
    node.stop();
  }

  private static Properties properties(Path folder, int listener, int controller) {
    Properties p = new Properties();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put("controller.quorum.voters", "1@" + LOOPBACK + ":" + controller);
    p.put(
        "listeners",
        "PLAINTEXT://"
            + LOOPBACK
            + ":"
            + listener
            + ",CONTROLLER://"
            + LOOPBACK
            + ":"
            + controller);
    p.put("advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + listener);
    p.put("controller.listener.names", "CONTROLLER");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("log.dirs", folder.toString());
    p.put("auto.create.topics.enable", "false");
    // One node: everything has one replica.
    p.put("default.replication.factor", "1");
    for (String topic : new String[] {"offsets.topic", "share.coordinator.state.topic"}) {
      p.put(topic + ".num.partitions", "3");
      p.put(topic + ".replication.factor", "1");
    }
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "3");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.max.timeout.ms", "3600000");
    // Members join at once, and one that was killed is forgotten soon.
    p.put("group.initial.rebalance.delay.ms", "0");
    p.put("group.min.session.timeout.ms", "3000");
    // No other broker could take over: a pause of a minute is not a reason to fence this one.
    p.put("broker.session.timeout.ms", "60000");
    // The default of 2 s would be a step of the start.
    p.put("broker.heartbeat.interval.ms", "500");
    // Only closed segments are compacted. With the default of 1 GiB a changelog holds every update
    // instead of the newest of each key, and is read whole after a crash.
    p.put("log.segment.bytes", String.valueOf(SEGMENT_BYTES));
    // The default takes 128 MiB of heap.
    p.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
    p.put("num.network.threads", "2");
    p.put("num.io.threads", "4");
    return p;
  }

  private static void format(Path folder) throws IOException {
    Path meta = folder.resolve("meta.properties");
    if (Files.exists(meta)) {
      return;
    }
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setNodeId(CombinedNode.ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setMetadataLogDirectory(folder.toString())
          .addDirectory(folder.toString())
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format " + folder + " for Kafka: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "EmbeddedKafka[" + bootstrapServers() + "]";
  }
}
