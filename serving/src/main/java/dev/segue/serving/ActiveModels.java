// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.TrackVectors;
import dev.segue.schemas.ModelRelease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that serve: one for each arm of the experiment, and where an arm has no release, or
 * there is no experiment, the most preferred one that has. A new release is loaded in the
 * background and swapped in whole; while that lasts, and if it fails, the model before it stays. At
 * a start there is none: then the newest of the releases that were loaded earlier serves. A model
 * is closed when it is replaced and the last user is done with it. Thread-safe.
 */
final class ActiveModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveModels.class);

  private final List<String> preference;
  private final Map<String, ContentIndex> content;
  private final ModelLoader loader;
  private final LoadedReleases history;
  private final Executor background;
  private final Meters meters;
  private final Map<String, ModelRelease> releases = new TreeMap<>();
  private final Map<String, String> failures = new ConcurrentSkipListMap<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private Lineup current;
  private volatile boolean ready;
  private boolean closed;

  /**
   * Nothing is active yet.
   *
   * @param preference model names, the preferred one first
   * @param content the vectors of each backbone
   * @param history what was loaded before, for when a release cannot be
   * @param background where models are loaded, one at a time
   */
  ActiveModels(
      List<String> preference,
      Experiment experiment,
      Map<String, ContentIndex> content,
      ModelLoader loader,
      LoadedReleases history,
      Executor background,
      Meters meters) {
    // Any model is better than none: an arm stands in for the others after the preferred ones.
    List<String> all = new ArrayList<>(preference);
    experiment.arms().forEach(arm -> all.add(arm.model()));
    this.preference = all.stream().distinct().toList();
    this.content = Map.copyOf(content);
    this.loader = loader;
    this.history = history;
    this.background = background;
    this.meters = meters;
    this.current = new Lineup(experiment, Map.of(), null);
  }

  /** What serves now. The models stay open until the caller closes it. */
  synchronized Lineup take() {
    return current.share();
  }

  /**
   * Whether releases are known and none of them serves yet. At a start all of them are loaded
   * first, or listeners would get another model for a moment.
   */
  boolean loading() {
    return !ready && unanswered.get() > 0;
  }

  /** Why the newest releases could not be loaded; empty if they could. */
  Optional<String> failure() {
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join("; ", failures.values()));
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
    chooseSoon();
  }

  /** Forgets the release of a model. */
  void withdraw(String name) {
    synchronized (releases) {
      if (releases.remove(name) == null) {
        return;
      }
    }
    chooseSoon();
  }

  /**
   * Adds what a backbone heard in a track, or replaces it.
   *
   * @return whether that changed anything
   * @throws IllegalArgumentException if the vector has a wrong dimension
   */
  synchronized boolean embed(String backbone, String trackId, float[] vector, long learnedAt) {
    boolean changed = content.get(backbone).put(trackId, vector, learnedAt);
    if (changed) {
      readers(backbone).forEach(m -> m.content().ifPresent(c -> c.upsert(trackId, vector)));
    }
    return changed;
  }

  /** Withdraws what a backbone heard in a track; returns whether there was anything. */
  synchronized boolean forget(String backbone, String trackId, long learnedAt) {
    boolean changed = content.get(backbone).remove(trackId, learnedAt);
    if (changed) {
      readers(backbone).forEach(m -> m.content().ifPresent(c -> c.remove(trackId)));
    }
    return changed;
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
    current = new Lineup(current.experiment(), Map.of(), null);
  }

  private void chooseSoon() {
    unanswered.incrementAndGet();
    background.execute(
        () -> {
          choose();
          if (unanswered.decrementAndGet() == 0) {
            ready |= !serving().isEmpty();
          }
        });
  }

  private void choose() {
    Map<String, ModelRelease> known = releases();
    failures.keySet().retainAll(known.keySet());
    List<String> wanted = new ArrayList<>();
    boolean everyArm = true;
    for (Experiment.Arm arm : serving().experiment().arms()) {
      boolean there = isThere(arm.model(), known);
      everyArm &= there;
      if (there) {
        wanted.add(arm.model());
      }
    }
    if (everyArm && !wanted.isEmpty()) {
      keep(wanted, null);
      return;
    }
    for (String name : preference) {
      if (isThere(name, known)) {
        wanted.add(name);
        keep(wanted, name);
        return;
      }
    }
  }

  /** Loads a model if its release is new; false if neither that nor one before it can serve. */
  private boolean isThere(String name, Map<String, ModelRelease> known) {
    ModelRelease release = known.get(name);
    if (release == null) {
      return false;
    }
    Optional<Served> before = serving().named(name);
    if (before.isPresent() && before.get().isOf(release)) {
      failures.remove(name);
      return true;
    }
    return loaded(release) || before.isPresent() || loadedEarlier(release);
  }

  private boolean loaded(ModelRelease release) {
    try {
      long start = System.nanoTime();
      load(release);
      history.remember(release);
      failures.remove(release.getName());
      LOG.info(
          "{} version {} serves, loaded in {} ms",
          release.getName(),
          release.getVersion(),
          (System.nanoTime() - start) / 1_000_000);
      return true;
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      String failure =
          "%s version %d could not be loaded from %s: %s"
              .formatted(release.getName(), release.getVersion(), release.getArtifactUri(), e);
      failures.put(release.getName(), failure);
      meters.modelFailure();
      LOG.error("{}", failure, e);
      return false;
    }
  }

  /** Loads the newest release before this one that can be; the failure of this one stays known. */
  private boolean loadedEarlier(ModelRelease release) {
    for (ModelRelease earlier : history.otherThan(release)) {
      try {
        load(earlier);
        LOG.warn(
            "{} version {} serves in place of version {}, which cannot be loaded",
            earlier.getName(),
            earlier.getVersion(),
            release.getVersion());
        return true;
      } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
        LOG.warn(
            "{} version {} cannot be loaded either: {}",
            earlier.getName(),
            earlier.getVersion(),
            e.toString());
      }
    }
    return false;
  }

  private void load(ModelRelease release) throws IOException {
    ContentIndex index = release.getBackbone() == null ? null : indexOf(release.getBackbone());
    if (index == null) {
      add(new Served(release, loader.load(release, TrackVectors.NONE)), null, 0);
      return;
    }
    ContentIndex.Snapshot snapshot = index.snapshot();
    add(new Served(release, loader.load(release, snapshot.vectors())), index, snapshot.revision());
  }

  private ContentIndex indexOf(String backbone) {
    ContentIndex index = content.get(backbone);
    if (index == null) {
      throw new IllegalArgumentException(
          "it reads the backbone " + backbone + "; add that to serving.backbones");
    }
    return index;
  }

  /** Puts a model in the place of the one of its name. */
  private synchronized void add(Served next, ContentIndex index, long revision) {
    if (closed) {
      next.giveBack();
      return;
    }
    if (index != null) {
      next.content().ifPresent(model -> index.catchUp(model, revision));
    }
    Map<String, Served> models = current.byName();
    Served before = models.put(next.model(), next);
    String fallback = current.fallback().map(Served::model).orElse(null);
    current = new Lineup(current.experiment(), models, fallback);
    if (before != null) {
      before.giveBack();
    }
  }

  /** Lets go of every model but these. */
  private synchronized void keep(List<String> names, String fallback) {
    Map<String, Served> kept = new LinkedHashMap<>();
    Map<String, Served> dropped = current.byName();
    for (String name : names) {
      current.named(name).ifPresent(model -> kept.put(name, model));
      dropped.remove(name);
    }
    current = new Lineup(current.experiment(), kept, fallback);
    dropped.values().forEach(Served::giveBack);
  }

  private synchronized Lineup serving() {
    return current;
  }

  private List<Served> readers(String backbone) {
    return current.models().stream()
        .filter(model -> backbone.equals(model.release().getBackbone()))
        .toList();
  }
}
