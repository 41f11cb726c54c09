// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.TrackVectors;
import dev.segue.schemas.ModelRelease;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that serves: the most preferred one that has a release. A new release is loaded in the
 * background and swapped in whole; while that goes on, and if it fails, the model before it stays.
 * Thread-safe.
 */
final class ActiveModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveModel.class);

  private final List<String> preference;
  private final Map<String, ContentIndex> content;
  private final ModelLoader loader;
  private final Executor background;
  private final Meters meters;
  private final Map<String, ModelRelease> releases = new TreeMap<>();
  private volatile Served current;
  private volatile String failure;
  // Requests that began before a swap may still use it.
  private Served retired;

  /**
   * Nothing is active yet.
   *
   * @param preference model names, the preferred one first
   * @param content the vectors of each backbone
   * @param background where models are loaded, one at a time
   */
  ActiveModel(
      List<String> preference,
      Map<String, ContentIndex> content,
      ModelLoader loader,
      Executor background,
      Meters meters) {
    this.preference = List.copyOf(preference);
    this.content = Map.copyOf(content);
    this.loader = loader;
    this.background = background;
    this.meters = meters;
  }

  /** The model that serves now; empty before the first release. */
  Optional<Served> current() {
    return Optional.ofNullable(current);
  }

  /** Whether the first model is on its way. */
  boolean loading() {
    return current == null
        && failure == null
        && releases().keySet().stream().anyMatch(preference::contains);
  }

  /** Why the newest release could not be loaded; empty if it could. */
  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** The releases of all models, by name. */
  Map<String, ModelRelease> releases() {
    synchronized (releases) {
      return new TreeMap<>(releases);
    }
  }

  /** Takes notice of a release. */
  void offer(ModelRelease release) {
    synchronized (releases) {
      if (release.equals(releases.put(release.getName(), release))) {
        return;
      }
    }
    background.execute(this::choose);
  }

  /** Forgets the release of a model. */
  void withdraw(String name) {
    synchronized (releases) {
      if (releases.remove(name) == null) {
        return;
      }
    }
    background.execute(this::choose);
  }

  /**
   * Adds what a backbone heard in a track, or replaces it.
   *
   * @return whether that changed anything
   * @throws IllegalArgumentException if the vector has a wrong dimension
   */
  synchronized boolean embed(String backbone, String trackId, float[] vector, long learnedAt) {
    boolean changed = content.get(backbone).put(trackId, vector, learnedAt);
    if (changed && reads(current, backbone)) {
      current.content().ifPresent(model -> model.upsert(trackId, vector));
    }
    return changed;
  }

  /** Withdraws what a backbone heard in a track; returns whether there was anything. */
  synchronized boolean forget(String backbone, String trackId, long learnedAt) {
    boolean changed = content.get(backbone).remove(trackId, learnedAt);
    if (changed && reads(current, backbone)) {
      current.content().ifPresent(model -> model.remove(trackId));
    }
    return changed;
  }

  @Override
  public synchronized void close() {
    for (Served served : new Served[] {retired, current}) {
      if (served != null) {
        served.recommender().close();
      }
    }
    retired = null;
  }

  private void choose() {
    Map<String, ModelRelease> known = releases();
    for (String name : preference) {
      ModelRelease release = known.get(name);
      if (release == null) {
        continue;
      }
      if (current != null && current.isOf(release)) {
        failure = null;
        return;
      }
      if (loaded(release) || current != null) {
        return;
      }
    }
  }

  private boolean loaded(ModelRelease release) {
    try {
      long start = System.nanoTime();
      load(release);
      failure = null;
      LOG.info(
          "{} version {} serves, loaded in {} ms",
          release.getName(),
          release.getVersion(),
          (System.nanoTime() - start) / 1_000_000);
      return true;
    } catch (IOException | RuntimeException e) {
      failure =
          "%s version %d could not be loaded from %s: %s"
              .formatted(release.getName(), release.getVersion(), release.getArtifactUri(), e);
      meters.modelFailure();
      LOG.error("{}", failure, e);
      return false;
    }
  }

  private void load(ModelRelease release) throws IOException {
    ContentIndex index = release.getBackbone() == null ? null : indexOf(release.getBackbone());
    if (index == null) {
      swap(new Served(release, loader.load(release, TrackVectors.NONE)), null, 0);
      return;
    }
    ContentIndex.Snapshot snapshot = index.snapshot();
    swap(new Served(release, loader.load(release, snapshot.vectors())), index, snapshot.revision());
  }

  private ContentIndex indexOf(String backbone) {
    ContentIndex index = content.get(backbone);
    if (index == null) {
      throw new IllegalArgumentException(
          "it reads the backbone " + backbone + "; add that to serving.backbones");
    }
    return index;
  }

  private synchronized void swap(Served next, ContentIndex index, long revision) {
    if (index != null) {
      next.content().ifPresent(model -> index.catchUp(model, revision));
    }
    if (retired != null) {
      retired.recommender().close();
    }
    retired = current;
    current = next;
  }

  private static boolean reads(Served served, String backbone) {
    return served != null && backbone.equals(served.release().getBackbone());
  }
}
