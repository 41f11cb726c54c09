// SPDX-License-Identifier: Apache-2.0
package dev.segue.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
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

  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
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
   * @throws IOException if the folder cannot be used
   * @throws IllegalStateException if the broker does not start
   */
  public static EmbeddedKafka start(Path folder, int port, Map<String, String> overrides)
      throws IOException {
    Files.createDirectories(folder);
    int listener = port == 0 ? freePort() : port;
    int controller = freePort();
    Properties properties = properties(folder, listener, controller);
    properties.putAll(overrides);
    format(folder);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException | Error e) {
      server.shutdown();
      throw new IllegalStateException(
          "the embedded Kafka broker did not start on port "
              + listener
              + " with its data in "
              + folder
              + ": "
              + e.getMessage(),
          e);
    }
    LOG.info("Kafka broker on {}:{}, data in {}", LOOPBACK, listener, folder);
    return new EmbeddedKafka(server, listener);
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return LOOPBACK + ":" + port;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
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
    // The default of 9 s is how long a broker killed with -9 waits before it may register again.
    p.put("broker.session.timeout.ms", "1500");
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
          .setNodeId(1)
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String toString() {
    return "EmbeddedKafka[" + bootstrapServers() + "]";
  }
}
