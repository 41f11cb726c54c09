// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static dev.segue.embedder.EmbedderFixture.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.broker.EmbeddedKafka;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.TopicAdmin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real broker: what its own test doubles cannot show. */
@Timeout(900)
class EmbedderIT {
  private static final String GROUP = TOPICS.prefix() + "-embedder-fake.1";
  private static final int TRACKS = 12;

  @TempDir Path folder;

  @Test
  void staysAMemberWhileBatchesTakeLongerThanThePollInterval() throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), 0, Map.of())) {
      KafkaSettings kafka =
          Settings.builder()
              .values(
                  Map.of(
                      "kafka.bootstrap.servers",
                      broker.bootstrapServers(),
                      "kafka.consumer.max.poll.interval.ms",
                      "3000"))
              .build()
              .kafka();
      EmbedderClients clients = new EmbedderClients(kafka, TOPICS, new FakeBackbone(), 4);
      try (Admin admin = Admin.create(kafka.admin())) {
        new TopicAdmin(admin).apply(TOPICS.all(List.of("fake")));
        try (EmbedderFixture fixture =
            new EmbedderFixture(
                folder,
                Map.of("embedder.batch-size", "1", "embedder.buffer-audio", "2s"),
                clients::consumer,
                clients::producer)) {
          fixture.backbone.before(batch -> sleep(fixture.backbone.batches().size() < 3 ? 5000 : 0));
          publish(kafka, fixture);
          fixture.embedder.start();
          await().atMost(Duration.ofMinutes(2)).until(() -> !fixture.backbone.batches().isEmpty());
          Set<String> members = members(admin);
          assertThat(members).hasSize(1);
          await().atMost(Duration.ofMinutes(3)).until(() -> fixture.tracks("embedded") == TRACKS);
          assertThat(members(admin)).isEqualTo(members);
          assertThat(fixture.embedder.check().up()).isTrue();
        }
      }
      assertThat(embedded(kafka)).hasSize(TRACKS).doesNotHaveDuplicates();
    }
  }

  private static void publish(KafkaSettings kafka, EmbedderFixture fixture) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.producer(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < TRACKS; i++) {
        String id = "t" + i;
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TOPICS.tracks(), key, fixture.pitch(id, 300 + i))).get();
      }
    }
  }

  private static Set<String> members(Admin admin) throws Exception {
    return admin
        .describeConsumerGroups(List.of(GROUP))
        .describedGroups()
        .get(GROUP)
        .get()
        .members()
        .stream()
        .map(MemberDescription::consumerId)
        .collect(Collectors.toSet());
  }

  private static List<String> embedded(KafkaSettings kafka) {
    List<String> keys = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer(Map.of("group.id", "reader", "auto.offset.reset", "earliest")),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(TOPICS.trackEmbeddings("fake")));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> keys.add(record.key()));
                return keys.size() >= TRACKS;
              });
      // A second time would follow soon.
      consumer.poll(Duration.ofMillis(500)).forEach(record -> keys.add(record.key()));
    }
    return keys;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
