// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.pipeline;

import dev.segue.app.UserError;
import dev.segue.recommenders.Artifact;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.trainer.training.ReleaseHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Releases trained models by hand: goes back to an earlier one and pins it, ends a pin, goes on to
 * another one. What was released is read from the object store, and what is active from the topic.
 */
public final class ReleaseControl {
  private final KafkaSettings kafka;
  private final Topics topics;
  private final ObjectStore store;
  private final ReleaseHistory history;

  /** Controls the system behind this broker and this store. */
  public ReleaseControl(KafkaSettings kafka, Topics topics, ObjectStore store) {
    this.kafka = kafka;
    this.topics = topics;
    this.store = store;
    this.history = ReleaseHistory.in(store);
  }

  /** The active release of every model, by name. */
  public Map<String, ModelRelease> active() throws IOException, InterruptedException {
    return Releases.active(kafka, topics);
  }

  /** All releases of a model, oldest first, also those of which the topic alone knows. */
  public List<ModelRelease> releases(String model) throws IOException, InterruptedException {
    Map<Long, ModelRelease> byVersion = new TreeMap<>();
    history.of(model).forEach(release -> byVersion.put(release.getVersion(), release));
    Releases.all(kafka, topics).stream()
        .filter(release -> release.getName().equals(model))
        .forEach(release -> byVersion.put(release.getVersion(), release));
    return List.copyOf(byVersion.values());
  }

  /** Whether a release can be released again. */
  public boolean hasArtifact(ModelRelease release) {
    return history.hasArtifact(release);
  }

  /**
   * Releases an earlier version again, under a new version number, and pins it: no training round
   * releases over it.
   *
   * @param version null: the release before the active one, or the one before that where it is
   *     gone; what an earlier rollback took back is passed over
   * @throws UserError if there is none, or its artifact is gone or damaged
   */
  public ModelRelease rollback(String model, Long version)
      throws IOException, InterruptedException {
    return release(version == null ? before(model) : named(model, version), true);
  }

  /**
   * Releases a version again, under a new version number, and ends a pin.
   *
   * @param version null: the newest that was trained
   * @throws UserError if there is none, or its artifact is gone or damaged
   */
  public ModelRelease promote(String model, Long version) throws IOException, InterruptedException {
    return release(version == null ? newest(model) : named(model, version), false);
  }

  /**
   * Ends the pin of the active release, which goes on serving until a round releases a newer one.
   *
   * @throws UserError if it is not pinned
   */
  public ModelRelease unpin(String model) throws IOException, InterruptedException {
    ModelRelease active = active().get(model);
    if (active == null || !active.getPinned()) {
      throw new UserError(
          active == null
              ? "'" + model + "' has no active release"
              : "version " + active.getVersion() + " of '" + model + "' is not pinned");
    }
    ModelRelease unpinned = ModelRelease.newBuilder(active).setPinned(false).build();
    history.add(unpinned);
    publish(unpinned);
    return unpinned;
  }

  private ModelRelease before(String model) throws IOException, InterruptedException {
    List<ModelRelease> line = ReleaseHistory.line(releases(model));
    for (int i = line.size() - 2; i >= 0; i--) {
      if (history.hasArtifact(line.get(i))) {
        return line.get(i);
      }
    }
    throw new UserError(
        "there is no earlier release of '%s' with an artifact; %s".formatted(model, known(model)));
  }

  private ModelRelease newest(String model) throws IOException, InterruptedException {
    List<ModelRelease> trained =
        releases(model).stream().filter(r -> r.getRestores() == null && hasArtifact(r)).toList();
    if (trained.isEmpty()) {
      throw new UserError("no release of '%s' has an artifact; %s".formatted(model, known(model)));
    }
    return trained.get(trained.size() - 1);
  }

  private ModelRelease named(String model, long version) throws IOException, InterruptedException {
    for (ModelRelease release : releases(model)) {
      if (release.getVersion() == version) {
        return release;
      }
    }
    Path folder = store.resolve("models/" + model + "/" + version);
    if (Files.isDirectory(folder)) {
      return recorded(model, version, Artifact.open(folder));
    }
    throw new UserError(
        "there is no version %d of '%s'; %s".formatted(version, model, known(model)));
  }

  /**
   * A release that nobody recorded, as versions before this one did not: what its artifact says.
   */
  private ModelRelease recorded(String model, long version, Artifact artifact) throws IOException {
    Instant written =
        Files.getLastModifiedTime(artifact.folder()).toInstant().truncatedTo(ChronoUnit.MILLIS);
    Map<String, String> hyperParameters = new TreeMap<>(artifact.settings().values());
    hyperParameters.put("seed", Long.toString(artifact.settings().seed()));
    return ModelRelease.newBuilder()
        .setName(model)
        .setVersion(version)
        .setAlgorithm(artifact.algorithm())
        .setBackbone(artifact.backbone().orElse(null))
        .setArtifactUri(store.name(artifact.folder()))
        .setArtifactSha256(artifact.sha256())
        .setTrainedThrough(written)
        .setTrainedAt(written)
        .setMetrics(artifact.metrics())
        .setHyperParameters(hyperParameters)
        .build();
  }

  private ModelRelease release(ModelRelease earlier, boolean pinned)
      throws IOException, InterruptedException {
    String model = earlier.getName();
    try {
      Artifact.open(store.resolve(earlier.getArtifactUri()), earlier.getArtifactSha256());
    } catch (IOException e) {
      throw new UserError(
          "the artifact of version %d of '%s' is gone or damaged (%s); %s"
              .formatted(earlier.getVersion(), model, e.getMessage(), known(model)),
          e);
    }
    List<ModelRelease> releases = releases(model);
    long highest = releases.stream().mapToLong(ModelRelease::getVersion).max().orElse(0);
    // What the topic alone knows, or only its folder, belongs into the history from now on.
    for (ModelRelease one : releases) {
      history.add(one);
    }
    history.add(earlier);
    Long restores =
        earlier.getRestores() == null ? Long.valueOf(earlier.getVersion()) : earlier.getRestores();
    ModelRelease again =
        ModelRelease.newBuilder(earlier)
            .setVersion(history.claim(model, highest))
            .setPinned(pinned)
            .setRestores(restores)
            .build();
    history.add(again);
    publish(again);
    return again;
  }

  private void publish(ModelRelease release) throws InterruptedException {
    try (var producer =
        new KafkaProducer<>(
            kafka.producer(Map.of("acks", "all")),
            new StringSerializer(),
            Serdes.MODEL_RELEASE.serializer())) {
      producer.send(new ProducerRecord<>(topics.modelReleases(), release.getName(), release)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the release was not accepted", e.getCause());
    }
  }

  private String known(String model) throws IOException, InterruptedException {
    List<ModelRelease> releases = releases(model);
    if (releases.isEmpty()) {
      return "nothing of this name was ever released; 'segue models releases' shows what was";
    }
    Stream<ModelRelease> there = releases.stream().filter(this::hasArtifact);
    return "its releases are %s, and of these %s can be released again"
        .formatted(versions(releases.stream()), versions(there));
  }

  private static String versions(Stream<ModelRelease> releases) {
    String versions =
        releases.map(r -> Long.toString(r.getVersion())).collect(Collectors.joining(", "));
    return versions.isEmpty() ? "none" : versions;
  }
}
