// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.Algorithms;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The topology with real stores, fake models and a clock that tests move. */
final class ServingWorld implements AutoCloseable {
  final Topics topics = Topics.standard();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Meters meters = new Meters(registry);
  final ServingSettings settings;
  final Shared shared;
  final List<ProducerRecord<byte[], byte[]>> globalDeadLetters = new ArrayList<>();
  final List<String> takenDownAudio = new ArrayList<>();
  final Map<String, FakeModel> loaded = new HashMap<>();
  final Topology topology;
  private final TopologyTestDriver driver;
  private final TestOutputTopic<String, Recommendations> output;

  ServingWorld(Path folder, Map<String, String> values) {
    settings = Settings.of(ServingSettings.class, values);
    Changes changes = new Changes();
    TrackCatalogue catalogue = new TrackCatalogue(settings.catalogueOnly(), changes);
    Map<String, ContentIndex> content = Map.of("mfcc", new ContentIndex(catalogue::isAudible));
    ActiveModels models =
        new ActiveModels(
            settings.model(),
            Experiment.of(settings, Algorithms.names()),
            content,
            (release, vectors) -> {
              if (release.getArtifactUri().contains("broken")) {
                throw new IOException("the artifact is damaged");
              }
              FakeModel fake = new FakeModel(vectors, release.getVersion());
              loaded.put(release.getName() + release.getVersion(), fake);
              return fake;
            },
            new LoadedReleases(folder.resolve("loaded-releases")),
            Runnable::run,
            meters);
    shared = new Shared(catalogue, content, changes, models);
    topology =
        new ServingTopology(
                settings, topics, shared, meters, globalDeadLetters::add, takenDownAudio::add)
            .build();
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "application.id",
            "test",
            "bootstrap.servers",
            "none:1",
            "state.dir",
            folder.toString(),
            "rocksdb.config.setter",
            BoundedRocksDb.class.getName(),
            BoundedRocksDb.MEMORY,
            "16777216"));
    driver = new TopologyTestDriver(topology, properties);
    models.settle();
    output =
        driver.createOutputTopic(
            topics.recommendations(), new StringDeserializer(), Serdes.RECOMMENDATIONS);
  }

  void raw(String topic, String key, byte[] value) {
    TestInputTopic<byte[], byte[]> input =
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    input.pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
  }

  void play(String userId, String trackId, int plays) {
    raw(
        topics.userHistories(),
        new HistoryKey(userId, trackId).toString(),
        Serdes.HISTORY_ENTRY.toBytes(Records.entry(userId, trackId, plays)));
  }

  void play(String userId, String trackId) {
    play(userId, trackId, 1);
  }

  void list(String trackId) {
    raw(topics.tracks(), trackId, Serdes.TRACK.toBytes(Records.track(trackId)));
  }

  void listWithAudio(String trackId, String audioUri) {
    Track track =
        Track.newBuilder(Records.track(trackId))
            .setAudioUri(audioUri)
            .setTags(List.of("synthetic"))
            .build();
    raw(topics.tracks(), trackId, Serdes.TRACK.toBytes(track));
  }

  /** The embedder refuses the newest record of a track. */
  void refuse(String trackId) {
    byte[] track = Stamped.of(store(StateStores.TRACKS).get(trackId)).value();
    raw(topics.deadLetters(topics.tracks()), trackId, track);
  }

  void takeDown(String trackId) {
    raw(topics.tracks(), trackId, null);
  }

  void embed(String trackId, float... vector) {
    raw(
        topics.trackEmbeddings("mfcc"),
        trackId,
        Serdes.TRACK_EMBEDDING.toBytes(Records.embedding(trackId, vector)));
  }

  void embedAs(String revision, String trackId, float... vector) {
    raw(
        topics.trackEmbeddings("mfcc"),
        trackId,
        Serdes.TRACK_EMBEDDING.toBytes(Records.embedding(revision, trackId, vector)));
  }

  void withdraw(String trackId) {
    raw(topics.trackEmbeddings("mfcc"), trackId, null);
  }

  void release(ModelRelease release) {
    raw(topics.modelReleases(), release.getName(), Serdes.MODEL_RELEASE.toBytes(release));
  }

  void release(String name, long version) {
    raw(topics.modelReleases(), name, Serdes.MODEL_RELEASE.toBytes(Records.release(name, version)));
  }

  void releaseBroken(String name, long version) {
    raw(
        topics.modelReleases(),
        name,
        Serdes.MODEL_RELEASE.toBytes(Records.release(name, version, "models/broken", "00")));
  }

  /** Lets time pass, tick by tick. */
  void pass(Duration time) {
    for (long ms = 0; ms < time.toMillis(); ms += ListsProcessor.TICK.toMillis()) {
      driver.advanceWallClockTime(ListsProcessor.TICK);
    }
  }

  /** Lets enough time pass for everything that is due. */
  void settle() {
    pass(Duration.ofMillis(200));
  }

  /** The lists that came out since the last call. */
  List<Recommendations> emitted() {
    return output.readValuesToList();
  }

  List<KeyValue<String, Recommendations>> emittedWithKeys() {
    return output.readKeyValuesToList();
  }

  TestOutputTopic<byte[], byte[]> historyDeadLetters() {
    return driver.createOutputTopic(
        topics.deadLetters(topics.userHistories()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  KeyValueStore<String, byte[]> store(String name) {
    return driver.getKeyValueStore(name);
  }

  /** The endpoints over this world's stores. */
  List<Endpoints> endpoints(ObjectStore objects) {
    Queries queries = new Queries(this::store);
    Answers answers = new Answers(queries, new Playable(queries, shared.content().values()));
    return List.of(
        new UserEndpoints(queries, answers, shared, Owners.ONLY_INSTANCE),
        new TrackEndpoints(queries, answers, shared, objects, settings),
        new ModelEndpoints(shared),
        new EventStream(settings, answers, meters),
        new PageEndpoints(settings));
  }

  /** What a restarted task would do with the stores as they are. */
  List<Recommendations> afterRestart(long now) {
    List<Recommendations> lists = new ArrayList<>();
    TaskStores stores =
        new TaskStores(
            store(StateStores.HISTORIES),
            store(StateStores.LISTS),
            store(StateStores.SUMMARIES),
            store(StateStores.PENDING),
            store(StateStores.PROGRESS));
    Pending pending = new Pending(stores.pending(), 0, 0, now);
    Recomputer recomputer =
        new Recomputer(
            stores,
            shared.catalogue(),
            new ListMaker(settings.reasons()),
            settings.k(),
            meters,
            (userId, list) -> lists.add(list));
    ListsTask task =
        new ListsTask(
            shared,
            stores,
            pending,
            recomputer,
            new CatalogueWatch(shared, stores, settings.k(), now),
            settings.batch());
    for (int i = 0; i < 10; i++) {
      task.tick(now + i);
    }
    return lists;
  }

  static List<String> trackIds(Recommendations list) {
    return list.getItems().stream().map(RecommendedTrack::getTrackId).toList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
