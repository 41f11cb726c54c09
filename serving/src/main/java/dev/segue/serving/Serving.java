// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Keeps every listener's list on the {@code recommendations} topic up to date, and answers for it
 * over HTTP.
 *
 * <p>The topics must exist. Everything it knows is in Kafka: the state folder saves time at a
 * restart and may be deleted while it is closed.
 */
public final class Serving implements AutoCloseable {

  private final ExecutorService loader;
  private final Map<String, ContentIndex> content;
  private final ActiveModels models;
  private final DeadLetterProducer deadLetters;
  private final RestartedStreams streams;
  private final Queries queries;
  private final ListFeed feed;
  private final EventStream events;
  private final TakenDownAudio takenDown;
  private final List<Endpoints> endpoints;
  private final Failures failures = new Failures();

  private Serving(
      ServingSettings settings,
      KafkaSettings kafka,
      Topics topics,
      ObjectStore objects,
      Path stateFolder,
      MeterRegistry registry) {
    Meters meters = new Meters(registry);
    loader = Executors.newSingleThreadExecutor(daemon("model-loader"));
    Changes changes = new Changes();
    TrackCatalogue catalogue = new TrackCatalogue(settings.catalogueOnly(), changes);
    // In the order of the settings: the first answers where none is named.
    content = new LinkedHashMap<>();
    settings
        .backbones()
        .forEach(backbone -> content.put(backbone, new ContentIndex(catalogue::isAudible)));
    models =
        new ActiveModels(
            settings.model(),
            Experiment.of(settings, Algorithms.names()),
            content,
            loaderFrom(objects, topics),
            new LoadedReleases(stateFolder.resolve("loaded-releases")),
            loader,
            meters);
    Shared shared = new Shared(catalogue, content, changes, models);
    deadLetters = new DeadLetterProducer(kafka, failures);
    // The stores are asked when there is audio to delete, which is after the streams were started.
    takenDown =
        new TakenDownAudio(objects, settings.takedownDelay(), Clock.systemUTC(), this::usedAudio);
    streams =
        new RestartedStreams(
            () ->
                new KafkaStreams(
                    new ServingTopology(
                            settings, topics, shared, meters, deadLetters, takenDown::takenDown)
                        .build(),
                    StreamsProperties.of(settings, kafka, topics, stateFolder)),
            new StateFolder(stateFolder, StreamsProperties.applicationId(settings, topics)),
            failures,
            models::settle);
    queries = new Queries(new StreamsStores(streams::current));
    Answers answers = new Answers(queries, new Playable(queries, content.values()));
    events = new EventStream(settings, answers, meters);
    feed = new ListFeed(kafka, topics, events::publish, failures, meters);
    endpoints =
        List.of(
            new UserEndpoints(queries, answers, shared, ownerOf(settings)),
            new TrackEndpoints(queries, answers, shared, objects, settings),
            new ModelEndpoints(shared),
            events,
            new PageEndpoints(settings));
    meters.gauge("segue.serving.tracks", "Tracks in the catalogue", catalogue, c -> c.size());
    content.forEach(
        (backbone, index) -> {
          meters.gauge(
              "segue.serving.embeddings." + backbone, "Embedded tracks", index, i -> i.size());
          meters.gauge(
              "segue.serving.embeddings.next." + backbone,
              "Tracks that have an embedding of the next revision",
              index,
              i -> i.next().map(ContentIndex.Next::tracks).orElse(0));
        });
  }

  /**
   * Sets everything up without starting it.
   *
   * @param objects where audio and model artifacts lie
   * @param stateFolder where the stores lie; one for each instance
   * @param registry takes the meters, named {@code segue.serving.*}
   * @throws IllegalArgumentException if the experiment in the settings cannot be carried out
   */
  public static Serving create(
      ServingSettings settings,
      KafkaSettings kafka,
      Topics topics,
      ObjectStore objects,
      Path stateFolder,
      MeterRegistry registry) {
    return new Serving(settings, kafka, topics, objects, stateFolder, registry);
  }

  /** Starts; returns at once, while stores may still be restored. */
  public void start() {
    streams.start();
    feed.start();
    takenDown.start();
    events.start();
  }

  /** Whether lists are kept up to date and answered for. Never throws. */
  public Health check() {
    KafkaStreams.State state = streams.current().state();
    if (state != KafkaStreams.State.RUNNING) {
      return Health.down(
          "the streams are " + state + failures.last().map(why -> ": " + why).orElse(""));
    }
    if (failures.recent().isPresent()) {
      return Health.down(failures.recent().get());
    }
    try (Lineup lineup = models.take()) {
      return health(lineup);
    }
  }

  /** The routes of the API, the event stream and the page. */
  public Endpoints endpoints() {
    return routes -> endpoints.forEach(group -> group.register(routes));
  }

  @Override
  public void close() {
    events.close();
    feed.close();
    takenDown.close();
    streams.close();
    deadLetters.close();
    loader.shutdownNow();
    models.close();
  }

  private Health health(Lineup lineup) {
    if (!lineup.isEmpty()) {
      String failure = revisions() + models.failure().map(why -> "; " + why).orElse("");
      String verb = lineup.models().size() == 1 ? " serves" : " serve";
      return new Health(true, "running; " + lineup + verb + failure);
    }
    return models
        .failure()
        .map(Health::down)
        .orElse(new Health(true, "running; no model has been released yet" + revisions()));
  }

  /** Which revisions change, and how far they are. */
  private String revisions() {
    StringBuilder text = new StringBuilder();
    content.forEach(
        (backbone, index) -> {
          if (index.next().isPresent()) {
            text.append("; embeddings of ").append(backbone).append(": ").append(index);
          }
        });
    return text.toString();
  }

  private Set<String> usedAudio(Set<String> names) {
    return queries.usedAudio(names);
  }

  private Owners ownerOf(ServingSettings settings) {
    return settings
        .applicationServer()
        .<Owners>map(server -> new StreamsOwners(streams::current, server))
        .orElse(Owners.ONLY_INSTANCE);
  }

  private static ModelLoader loaderFrom(ObjectStore objects, Topics topics) {
    return (release, content) ->
        Algorithms.load(
            Artifact.open(
                objects.artifact(topics.objectFolder(), release.getArtifactUri()),
                release.getArtifactSha256()),
            content);
  }

  static java.util.concurrent.ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, "serving-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public String toString() {
    return "Serving[" + streams.current().state() + "]";
  }
}
