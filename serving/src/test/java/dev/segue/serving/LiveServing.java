// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.awaitility.Awaitility.await;

import dev.segue.broker.EmbeddedKafka;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Serving with its HTTP server on a real broker, and somebody who writes its inputs. */
final class LiveServing implements AutoCloseable {
  static final int DIMENSION = 16;

  final Topics topics;
  final KafkaSettings kafka;
  final KafkaProducer<String, byte[]> producer;
  private final Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private final ObjectStore objects;
  private String awaited = "knn";
  private Serving serving;
  private HttpServer http;

  LiveServing(EmbeddedKafka broker, String prefix, Path folder) throws Exception {
    this.folder = folder;
    settings.put("serving.rocksdb-memory", "33554432");
    topics = Topics.of(prefix, 2);
    kafka = KafkaSettings.at(broker.bootstrapServers());
    objects = ObjectStore.at(folder.resolve("objects"));
    try (Admin admin = Admin.create(kafka.admin())) {
      new TopicAdmin(admin).apply(topics.all(List.of("mfcc")));
    }
    producer =
        new KafkaProducer<>(
            kafka.producer(Map.of()), new StringSerializer(), new ByteArraySerializer());
  }

  static float[] vector(int seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** For the next start. */
  void set(String key, String value) {
    settings.put(key, value);
  }

  /** The model that a start waits for. */
  void awaits(String model) {
    awaited = model;
  }

  void start() {
    startUnready();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> serving.check().up() && serving.check().detail().contains(awaited));
  }

  /** Without waiting for a model. */
  void startUnready() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    serving =
        Serving.create(
            Settings.of(ServingSettings.class, settings),
            kafka,
            topics,
            objects,
            folder.resolve("state"),
            registry);
    serving.start();
    http =
        HttpServer.start(
            Settings.of(HttpSettings.class, Map.of("http.port", "0")),
            new HealthChecks(),
            registry,
            List.of(serving.endpoints()));
  }

  void stop() {
    http.close();
    serving.close();
  }

  void restart(boolean withoutState) throws IOException {
    stop();
    if (withoutState) {
      try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    start();
  }

  Health health() {
    return serving.check();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + http.port() + path);
  }

  void publishTrack(String trackId) throws Exception {
    send(topics.tracks(), trackId, Serdes.TRACK.toBytes(Records.track(trackId)));
  }

  void publishEmbedding(String trackId, float[] vector) throws Exception {
    send(
        topics.trackEmbeddings("mfcc"),
        trackId,
        Serdes.TRACK_EMBEDDING.toBytes(Records.embedding(trackId, vector)));
  }

  void publishEmbedding(String revision, String trackId, float[] vector) throws Exception {
    send(
        topics.trackEmbeddings("mfcc"),
        trackId,
        Serdes.TRACK_EMBEDDING.toBytes(Records.embedding(revision, trackId, vector)));
  }

  void withdrawEmbedding(String trackId) throws Exception {
    send(topics.trackEmbeddings("mfcc"), trackId, null);
  }

  void play(String userId, String trackId, int plays) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                topics.userHistories(),
                HistoryKey.partition(userId, 2),
                new HistoryKey(userId, trackId).toString(),
                Serdes.HISTORY_ENTRY.toBytes(Records.entry(userId, trackId, plays))))
        .get();
  }

  void releaseKnn(long version, int tracks) throws Exception {
    release("knn", version, tracks);
  }

  void release(String name, long version, int tracks) throws Exception {
    release(name, version, tracks, AlgorithmSettings.DEFAULTS);
  }

  void release(String name, long version, int tracks, AlgorithmSettings with) throws Exception {
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < tracks; i++) {
      vectors.put("t" + i, vector(i));
    }
    TrainingSet data =
        new TrainingSet(
            List.of(
                new TrainingSet.Listener(
                    "somebody",
                    vectors.keySet().stream()
                        .map(id -> new Interaction(HeardTrack.once(id, 1), new long[] {1}))
                        .toList())));
    Algorithm algorithm = Algorithms.named(name);
    TrackVectors content = new TrackVectors(DIMENSION, vectors);
    Recommender model = algorithm.train(data, content, with, TrainingListener.SILENT);
    String uri = "models/" + name + "/" + version;
    String backbone = algorithm.readsContent(with) ? "mfcc" : null;
    Artifact artifact =
        Artifact.write(objects.resolve(uri), algorithm, model, with, backbone, Map.of());
    send(
        topics.modelReleases(),
        name,
        Serdes.MODEL_RELEASE.toBytes(Records.release(name, version, uri, artifact.sha256())));
  }

  void sendPoison() throws Exception {
    for (String topic :
        List.of(
            topics.userHistories(),
            topics.tracks(),
            topics.trackEmbeddings("mfcc"),
            topics.modelReleases())) {
      send(topic, "ann", new byte[] {1, 2, 3});
    }
  }

  long deadLetters() {
    return Stream.of(
            topics.userHistories(),
            topics.tracks(),
            topics.trackEmbeddings("mfcc"),
            topics.modelReleases())
        .mapToLong(topic -> records(topics.deadLetters(topic)))
        .sum();
  }

  long recordsOnRecommendations() {
    return records(topics.recommendations());
  }

  private long records(String topic) {
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
      long count = 0;
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        count += consumer.poll(Duration.ofMillis(100)).count();
      }
      return count;
    }
  }

  private void send(String topic, String key, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(topic, key, value)).get();
  }

  @Override
  public void close() {
    stop();
    producer.close();
  }
}
