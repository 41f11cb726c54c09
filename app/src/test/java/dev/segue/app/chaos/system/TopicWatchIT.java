// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.app.chaos.model.Finding;
import dev.segue.app.chaos.model.Letter;
import dev.segue.broker.EmbeddedKafka;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real broker holds, with records planted where none belong. */
class TopicWatchIT {
  private static final Topics TOPICS = Topics.standard();
  private static final int PARTITION = HistoryKey.partition("ann", Topics.DEFAULT_PARTITIONS);

  @TempDir Path folder;

  private EmbeddedKafka broker;
  private KafkaSettings kafka;
  private TopicWatch watch;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafka.start(folder);
    kafka = KafkaSettings.at(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicAdmin(admin).apply(TOPICS.all(List.of("mfcc")));
    }
    watch = new TopicWatch(kafka, TOPICS, "mfcc");
  }

  @AfterEach
  void stop() {
    watch.close();
    broker.close();
  }

  @Test
  void readsOnFromWhereItWasAndKeepsTheNewest() throws Exception {
    assertThat(watch.read().histories).isEmpty();
    send(history("ann", "a", PARTITION, 1));
    assertThat(watch.read().histories.get("ann\u0000a").getPlays()).isEqualTo(1);
    send(history("ann", "a", PARTITION, 2));
    assertThat(watch.read().histories.get("ann\u0000a").getPlays()).isEqualTo(2);
    assertThat(watch.read().misplaced).isEmpty();
  }

  @Test
  void findsARecordInTheWrongPartitionAndOneUnderTheWrongKey() throws Exception {
    send(history("ann", "a", (PARTITION + 1) % Topics.DEFAULT_PARTITIONS, 1));
    send(new ProducerRecord<>(TOPICS.recommendations(), bytes("bob"), list("ann")));
    assertThat(watch.read().misplaced)
        .extracting(Finding::expected)
        .contains("partition " + PARTITION, "key 'ann'");
  }

  @Test
  void findsALetterOnTheTopicOfAnother() throws Exception {
    send(DeadLetters.of(TOPICS, TOPICS.plays(), 0, 7, bytes("k"), bytes("v"), null, "E", "bad"));
    assertThat(watch.read().misplaced).isEmpty();
    assertThat(watch.read().letters)
        .containsExactly(Letter.of(TOPICS.plays(), bytes("k"), bytes("v")));
    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.of(TOPICS, TOPICS.tracks(), 0, 7, bytes("k"), null, null, "E", "bad");
    send(
        new ProducerRecord<>(
            TOPICS.deadLetters(TOPICS.plays()), null, letter.key(), null, letter.headers()));
    assertThat(watch.read().misplaced).hasSize(1);
  }

  @Test
  void doesNotSeeWhatNoTransactionHasCommitted() throws Exception {
    try (var producer = producer(Map.of("transactional.id", "planted"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(new ProducerRecord<>(TOPICS.recommendations(), bytes("ann"), list("ann")))
          .get();
      assertThat(watch.read().lists).isEmpty();
      producer.commitTransaction();
    }
    // The coordinator writes its markers after it has answered.
    Awaitility.await().untilAsserted(() -> assertThat(watch.read().lists).containsKey("ann"));
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    try (var producer = producer(Map.of())) {
      producer.send(record).get();
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(
        kafka.producer(properties), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static ProducerRecord<byte[], byte[]> history(
      String user, String track, int partition, int plays) {
    HistoryEntry entry =
        new HistoryEntry(user, track, Instant.EPOCH, Instant.EPOCH, plays, 0, 0, 0, null);
    return new ProducerRecord<>(
        TOPICS.userHistories(),
        partition,
        bytes(new HistoryKey(user, track).toString()),
        Serdes.HISTORY_ENTRY.toBytes(entry));
  }

  private static byte[] list(String user) {
    return Serdes.RECOMMENDATIONS.toBytes(
        new Recommendations(user, Instant.EPOCH, "knn", 1L, 1L, List.of(), null));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
