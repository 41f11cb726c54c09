// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Wav;
import dev.segue.embedder.cache.EmbeddingCache;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import dev.segue.schemas.TrackEmbedding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** An embedder with a store and a cache in a folder, and Kafka's own test doubles around it. */
final class EmbedderFixture implements AutoCloseable {
  static final Topics TOPICS = Topics.standard();
  static final TopicPartition PARTITION = new TopicPartition(TOPICS.tracks(), 0);

  final FakeBackbone backbone = new FakeBackbone();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final ObjectStore store;
  final Embedder embedder;
  private final Map<TopicPartition, Long> next = new HashMap<>();

  EmbedderFixture(Path folder, Map<String, String> settings) throws IOException {
    this(folder, settings, () -> null, () -> null);
  }

  EmbedderFixture(
      Path folder,
      Map<String, String> settings,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Supplier<Producer<byte[], byte[]>> producers)
      throws IOException {
    EmbedderSettings typed = Settings.of(EmbedderSettings.class, settings);
    EmbedderMetrics metrics = new EmbedderMetrics(meters);
    EmbeddingCache cache = EmbeddingCache.open(folder.resolve("cache"), 1 << 26);
    store = ObjectStore.at(folder.resolve("store"));
    embedder =
        new Embedder(
            typed,
            TOPICS,
            store,
            TrackEmbedder.create(typed, backbone, cache, metrics),
            new Attempts(
                folder.resolve("attempts"),
                typed.maxAttempts(),
                Decoders.tracks(typed, Decoders.ofService(typed))),
            metrics,
            consumers,
            producers,
            () -> EmbedderClients.OtherRevisions.NONE);
  }

  /** A subscribed session that owns partition 0, from its beginning. */
  EmbedderSession session(
      MockConsumer<byte[], byte[]> consumer, MockProducer<byte[], byte[]> producer) {
    begin(consumer, PARTITION);
    return open(consumer, producer);
  }

  /** The same where so many records are there already. */
  EmbedderSession sessionBefore(
      long end, MockConsumer<byte[], byte[]> consumer, MockProducer<byte[], byte[]> producer) {
    begin(consumer, PARTITION);
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    return open(consumer, producer);
  }

  private EmbedderSession open(
      MockConsumer<byte[], byte[]> consumer, MockProducer<byte[], byte[]> producer) {
    EmbedderSession session = embedder.session(consumer, producer);
    session.subscribe(TOPICS.tracks());
    consumer.rebalance(List.of(PARTITION));
    return session;
  }

  FirstHearing hearing() {
    return embedder.hearing();
  }

  List<ProducerRecord<byte[], byte[]>> requests(MockProducer<byte[], byte[]> producer) {
    return written(producer, TOPICS.trainingRequests());
  }

  /** Lets these partitions begin empty. */
  static void begin(MockConsumer<byte[], byte[]> consumer, TopicPartition... partitions) {
    for (TopicPartition partition : partitions) {
      consumer.updateBeginningOffsets(Map.of(partition, 0L));
      consumer.updateEndOffsets(Map.of(partition, 0L));
    }
  }

  /** Of a group that has committed this for partition 0 in an earlier life. */
  static MockConsumer<byte[], byte[]> consumerAfter(OffsetAndMetadata committed) {
    return new MockConsumer<>("earliest") {
      @Override
      public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
          Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> since = super.committed(partitions);
        return since.isEmpty() ? Map.of(PARTITION, committed) : since;
      }
    };
  }

  static MockConsumer<byte[], byte[]> consumer() {
    return new MockConsumer<>("earliest");
  }

  static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
    return record(PARTITION, key, value);
  }

  ConsumerRecord<byte[], byte[]> record(TopicPartition partition, String key, byte[] value) {
    long offset = next.merge(partition, 1L, Long::sum) - 1;
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, bytes(key), value);
  }

  /** A track whose audio is a tone of so many seconds. */
  byte[] tone(String trackId, double seconds) throws IOException {
    return track(trackId, Wav.of(FakeBackbone.RATE, 1).tone(440, seconds), ".wav");
  }

  /** A track of a second that no other pitch gives. */
  byte[] pitch(String trackId, int hertz) throws IOException {
    return track(trackId, Wav.of(FakeBackbone.RATE, 1).tone(hertz, 1), ".wav");
  }

  byte[] track(String trackId, byte[] audio, String suffix) throws IOException {
    ObjectStore.Stored stored = store.put("audio", suffix, new ByteArrayInputStream(audio));
    return track(trackId, stored.name(), stored.sha256());
  }

  static byte[] track(String trackId, String audioUri, String sha256) {
    return Serdes.TRACK.toBytes(
        Track.newBuilder()
            .setTrackId(trackId)
            .setAudioUri(audioUri)
            .setAudioSha256(sha256)
            .build());
  }

  /** What was written to the embedding topic, oldest first. */
  List<ProducerRecord<byte[], byte[]>> embeddings(MockProducer<byte[], byte[]> producer) {
    return written(producer, TOPICS.trackEmbeddings(backbone.name()));
  }

  List<ProducerRecord<byte[], byte[]>> deadLetters(MockProducer<byte[], byte[]> producer) {
    return written(producer, TOPICS.deadLetters(TOPICS.tracks()));
  }

  static TrackEmbedding embedding(ProducerRecord<byte[], byte[]> record) {
    return Serdes.TRACK_EMBEDDING.fromBytes(record.value());
  }

  double tracks(String outcome) {
    Counter counter = meters.find("segue.embedder.tracks").tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  private static List<ProducerRecord<byte[], byte[]>> written(
      MockProducer<byte[], byte[]> producer, String topic) {
    return producer.history().stream().filter(record -> record.topic().equals(topic)).toList();
  }

  static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    embedder.close();
  }
}
