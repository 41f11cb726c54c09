// SPDX-License-Identifier: Apache-2.0
package dev.segue.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  private static final String TOPIC = "things.v1";

  @TempDir Path folder;

  @Test
  void saysWhereItFailedWhenItsFolderIsAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> EmbeddedKafka.start(file)).isInstanceOf(IOException.class);
  }

  @Test
  void keepsItsRecordsOverARestart() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      createTopic(kafka.bootstrapServers());
      produce(kafka.bootstrapServers(), "a", "b");
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      produce(kafka.bootstrapServers(), "c");
      assertThat(read(kafka.bootstrapServers())).containsExactly("a", "b", "c");
    }
  }

  @Test
  void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
    Path address = folder.resolve("address");
    Process broker = startProcess(address);
    String servers = await(address);
    createTopic(servers);
    produce(servers, "a", "b", "c");
    broker.destroyForcibly().waitFor(60, TimeUnit.SECONDS);

    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      assertThat(read(kafka.bootstrapServers())).containsExactly("a", "b", "c");
    }
  }

  /** A changelog is read whole after a crash: it must not hold every value that a key ever had. */
  @Test
  void compactsWhatIsWrittenAgainAndAgain() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      String servers = kafka.bootstrapServers();
      createTopic(servers, Map.of("cleanup.policy", "compact"));
      String value = "x".repeat(200_000);
      int writes = 300;
      try (KafkaProducer<String, String> producer = producer(servers)) {
        List<Future<?>> sent = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
          sent.add(producer.send(new ProducerRecord<>(TOPIC, "key", value)));
        }
        for (Future<?> future : sent) {
          future.get();
        }
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> read(servers).size() < writes / 2);
    }
  }

  @Test
  void saysWhichPortIsTakenBeforeItTouchesItsFolder() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path data = folder.resolve("kafka");
      int port = other.getLocalPort();
      assertThatThrownBy(() -> EmbeddedKafka.start(data, port, Map.of()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining("port " + port);
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void registersAtOnceAlthoughTheSessionOfTheKilledBrokerLasts() throws Exception {
    Path address = folder.resolve("address");
    Process broker = startProcess(address);
    createTopic(await(address));
    broker.destroyForcibly().waitFor(60, TimeUnit.SECONDS);

    // A broker that waited for the session would take longer than the test may.
    Map<String, String> patient = Map.of("broker.session.timeout.ms", "3600000");
    for (int restart = 0; restart < 2; restart++) {
      try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, patient)) {
        produce(kafka.bootstrapServers(), "a");
      }
    }
  }

  /** The main class of the process that is killed: writes its address to a file, then waits. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
      EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]));
      Files.writeString(Path.of(args[1]), kafka.bootstrapServers());
      Thread.currentThread().join();
    }
  }

  private Process startProcess(Path address) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            folder.resolve("kafka").toString(),
            address.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String await(Path address) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!Files.exists(address) || Files.size(address) == 0) {
      assertThat(System.nanoTime()).as("the broker's process did not start").isLessThan(deadline);
      Thread.sleep(50);
    }
    return Files.readString(address);
  }

  private static void createTopic(String servers) throws Exception {
    createTopic(servers, Map.of());
  }

  private static void createTopic(String servers, Map<String, String> configs) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin
          .createTopics(
              List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty()).configs(configs)))
          .all()
          .get();
    }
  }

  private static void produce(String servers, String... values) throws Exception {
    try (KafkaProducer<String, String> producer = producer(servers)) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(TOPIC, value)).get();
      }
    }
  }

  private static KafkaProducer<String, String> producer(String servers) {
    return new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", servers, "acks", "all"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> read(String servers) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", servers),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
