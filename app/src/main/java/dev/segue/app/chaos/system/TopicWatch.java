// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import dev.segue.app.chaos.model.Finding;
import dev.segue.app.chaos.model.Letter;
import dev.segue.app.chaos.model.Observed;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TopicSpec;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.TrainingReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads every output topic and every dead-letter topic as a downstream service would: committed
 * records only. Reads on from where it was. For one thread.
 */
public final class TopicWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<String, Consumer<ConsumerRecord<byte[], byte[]>>> readers = new HashMap<>();
  private final Observed observed = new Observed();

  /** Reads the topics of this catalogue. */
  public TopicWatch(KafkaSettings kafka, Topics topics, String backbone) {
    Map<String, Object> properties =
        kafka.consumer(
            Map.of(
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false"));
    properties.remove("group.id");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    readers.put(topics.userHistories(), this::history);
    readers.put(topics.trackEmbeddings(backbone), this::embedding);
    readers.put(topics.recommendations(), this::list);
    readers.put(topics.modelReleases(), this::release);
    readers.put(topics.trainingReports(), this::report);
    for (TopicSpec topic : topics.all(List.of(backbone))) {
      if (topic.name().endsWith(".dlq")) {
        readers.put(topic.name(), this::letter);
      }
    }
    assign();
  }

  private void assign() {
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : readers.keySet()) {
      var found = consumer.partitionsFor(topic);
      partitions.put(topic, found.size());
      found.forEach(info -> all.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /**
   * Reads to the present ends.
   *
   * @return what stands there now; the same object each time
   * @throws KafkaException if the broker cannot be read
   */
  public Observed read() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        readers.get(record.topic()).accept(record);
      }
      if (System.nanoTime() > deadline) {
        throw new KafkaException("the topics cannot be read to their ends");
      }
    }
    return observed;
  }

  private void history(ConsumerRecord<byte[], byte[]> record) {
    String key = text(record.key());
    HistoryEntry entry = Serdes.HISTORY_ENTRY.fromBytes(record.value());
    if (entry == null) {
      observed.histories.remove(key);
      return;
    }
    String user = entry.getUserId();
    requireKey(record, new HistoryKey(user, entry.getTrackId()).toString());
    requirePartition(record, user.getBytes(StandardCharsets.UTF_8));
    observed.histories.put(key, entry);
  }

  private void embedding(ConsumerRecord<byte[], byte[]> record) {
    TrackEmbedding embedding = Serdes.TRACK_EMBEDDING.fromBytes(record.value());
    requirePartition(record, record.key());
    if (embedding == null) {
      observed.embeddings.remove(text(record.key()));
    } else {
      requireKey(record, embedding.getTrackId());
      observed.embeddings.put(embedding.getTrackId(), embedding);
    }
  }

  private void list(ConsumerRecord<byte[], byte[]> record) {
    Recommendations list = Serdes.RECOMMENDATIONS.fromBytes(record.value());
    requirePartition(record, record.key());
    if (list == null) {
      observed.lists.remove(text(record.key()));
    } else {
      requireKey(record, list.getUserId());
      observed.lists.put(list.getUserId(), list);
    }
  }

  private void release(ConsumerRecord<byte[], byte[]> record) {
    ModelRelease release = Serdes.MODEL_RELEASE.fromBytes(record.value());
    if (release != null) {
      requireKey(record, release.getName());
      observed.releases.put(release.getName(), release);
      observed.versions.merge(release.getName() + ':' + release.getVersion(), 1, Integer::sum);
    }
  }

  private void report(ConsumerRecord<byte[], byte[]> record) {
    TrainingReport report = Serdes.TRAINING_REPORT.fromBytes(record.value());
    if (report != null && report.getRequestId() != null) {
      observed.reports.merge(report.getRequestId() + ':' + report.getAlgorithm(), 1, Integer::sum);
    }
  }

  private void letter(ConsumerRecord<byte[], byte[]> record) {
    Header topic = record.headers().lastHeader(DeadLetters.TOPIC);
    String refusedOn = topic == null ? "unknown" : text(topic.value());
    if (!record.topic().equals(refusedOn + ".dlq")) {
      misplaced(record, "letters of " + refusedOn);
    }
    observed.letters.add(Letter.of(refusedOn, record.key(), record.value()));
  }

  private void requireKey(ConsumerRecord<byte[], byte[]> record, String wanted) {
    if (!text(record.key()).equals(wanted)) {
      misplaced(record, "key '" + wanted + "'");
    }
  }

  /** Kafka's default partitioner: everybody who writes by key must agree on it. */
  private void requirePartition(ConsumerRecord<byte[], byte[]> record, byte[] key) {
    int wanted = Utils.toPositive(Utils.murmur2(key)) % partitions.get(record.topic());
    if (record.partition() != wanted) {
      misplaced(record, "partition " + wanted);
    }
  }

  private void misplaced(ConsumerRecord<byte[], byte[]> record, String wanted) {
    observed.misplaced.add(
        Finding.divergent(
            "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset()),
            wanted,
            "key '%s', partition %d".formatted(text(record.key()), record.partition())));
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
  }
}
