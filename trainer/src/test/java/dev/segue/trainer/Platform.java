// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.awaitility.Awaitility.await;

import dev.segue.broker.EmbeddedKafka;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.TopicSpec;
import dev.segue.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A platform to test against: a real broker with the catalogue's topics, and its clients. */
final class Platform implements AutoCloseable {
  final Topics topics = Topics.standard();
  final KafkaSettings kafka;
  private final EmbeddedKafka broker;
  private final KafkaProducer<byte[], byte[]> producer;

  Platform(Path folder) throws Exception {
    broker = EmbeddedKafka.start(folder);
    kafka = KafkaSettings.at(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicAdmin(admin).apply(topics.all(List.of("mfcc")));
      awaitLeaders(admin);
    }
    producer =
        new KafkaProducer<>(
            kafka.producer(Map.of("linger.ms", "5", "batch.size", "65536")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * A producer that meets a partition while it is being created may have its second batch taken and
   * its first refused, and is then stuck.
   */
  private void awaitLeaders(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (TopicSpec topic : topics.all(List.of("mfcc"))) {
      for (int i = 0; i < topic.partitions(); i++) {
        all.put(new TopicPartition(topic.name(), i), OffsetSpec.latest());
      }
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptions()
        .until(() -> admin.listOffsets(all).all().get() != null);
  }

  void publish(Iterable<PlayEvent> plays) throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    for (PlayEvent play : plays) {
      sent.add(send(topics.plays(), play.getUserId(), Serdes.PLAY_EVENT.toBytes(play)));
    }
    for (Future<?> future : sent) {
      future.get();
    }
  }

  Future<?> send(String topic, String key, byte[] value) {
    return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  /** Another producer, which publishes in transactions. */
  KafkaProducer<byte[], byte[]> transactional() {
    KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            kafka.producer(Map.of("transactional.id", "platform")),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    transactional.initTransactions();
    return transactional;
  }

  void publish(KafkaProducer<byte[], byte[]> with, List<PlayEvent> plays) throws Exception {
    for (PlayEvent play : plays) {
      byte[] key = play.getUserId().getBytes(StandardCharsets.UTF_8);
      with.send(new ProducerRecord<>(topics.plays(), key, Serdes.PLAY_EVENT.toBytes(play))).get();
    }
  }

  /** Everything in a topic that is committed now. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.consumer(Map.of("isolation.level", "read_committed")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  @Override
  public void close() {
    producer.close();
    broker.close();
  }
}
