// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.schemas.ModelRelease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private volatile boolean settled;
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
    this.content = new TreeMap<>(content);
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
    return !ready && (unanswered.get() > 0 || (!settled && !releases().isEmpty()));
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
   * Adds what a backbone heard in a track, or replaces it. A model gets the vectors of one revision
   * alone; what it was trained on means nothing for those of another.
   *
   * @return whether that changed anything
   */
  synchronized boolean embed(
      String backbone, String trackId, String revision, float[] vector, long learnedAt) {
    ContentIndex index = content.get(backbone);
    boolean changed = index.put(trackId, revision, vector, learnedAt);
    if (changed && index.usable(revision).isPresent()) {
      readers(backbone)
          .filter(model -> model.hears(revision))
          .forEach(m -> m.content().ifPresent(c -> c.upsert(trackId, vector)));
    }
    switchSoon(index);
    return changed;
  }

  /** Withdraws what a backbone heard in a track; returns whether there was anything. */
  synchronized boolean forget(String backbone, String trackId, long learnedAt) {
    boolean changed = content.get(backbone).remove(trackId, learnedAt);
    if (changed) {
      readers(backbone).forEach(m -> m.content().ifPresent(c -> c.remove(trackId)));
    }
    switchSoon(content.get(backbone));
    return changed;
  }

  /**
   * All that was known before the start is here now: models may be loaded, revisions may change.
   */
  void settle() {
    content.values().forEach(ContentIndex::settle);
    settled = true;
    chooseSoon();
    content.values().forEach(this::switchSoon);
  }

  /** Whether a model has the vectors that similar tracks are found with. */
  boolean isCurrent(Served model) {
    String backbone = model.release().getBackbone();
    ContentIndex index = backbone == null ? null : content.get(backbone);
    Optional<String> served =
        index == null ? Optional.empty() : index.served().map(VectorSet::revision);
    return model.revision().isEmpty() || model.revision().equals(served);
  }

  private void switchSoon(ContentIndex index) {
    if (index.isComplete()) {
      background.execute(
          () ->
              index
                  .switchOver()
                  .ifPresent(
                      revision -> {
                        LOG.info("embeddings of revision {} serve: {}", revision, index);
                        choose();
                      }));
    }
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
          if (settled) {
            choose();
          }
          if (unanswered.decrementAndGet() == 0) {
            ready |= !serving().isEmpty();
          }
        });
  }

  private void choose() {
    chooseModels();
    content.forEach((backbone, index) -> index.retain(revisionsInUse(backbone)));
  }

  private synchronized Set<String> revisionsInUse(String backbone) {
    return readers(backbone)
        .flatMap(model -> model.revision().stream())
        .collect(Collectors.toSet());
  }

  private void chooseModels() {
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
    Optional<String> why = waits(release);
    if (why.isPresent()) {
      failures.put(name, why.get());
      LOG.info("{}", why.get());
      return before.isPresent() || loadedEarlier(release);
    }
    return loaded(release) || before.isPresent() || loadedEarlier(release);
  }

  /** Why the vectors that a release was trained on cannot be had; empty if they can. */
  private Optional<String> waits(ModelRelease release) {
    ContentIndex index = release.getBackbone() == null ? null : content.get(release.getBackbone());
    String revision = release.getBackboneRevision();
    if (index == null
        || revision == null
        || index.isEmpty()
        || index.usable(revision).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s version %d was trained on embeddings of revision %s, which do not serve (%s)"
            .formatted(release.getName(), release.getVersion(), revision, index));
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
      if (waits(earlier).isPresent()) {
        continue;
      }
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
      add(new Served(release, loader.load(release, TrackVectors.NONE), null), null, 0);
      return;
    }
    String trainedOn = release.getBackboneRevision();
    VectorSet set = (trainedOn == null ? index.served() : index.usable(trainedOn)).orElse(null);
    if (set == null) {
      // Nothing was heard yet.
      add(new Served(release, loader.load(release, TrackVectors.NONE), trainedOn), null, 0);
      return;
    }
    VectorSet.Snapshot snapshot = set.snapshot();
    Recommender model = loader.load(release, snapshot.vectors());
    add(new Served(release, model, set.revision()), set, snapshot.changes());
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
  private synchronized void add(Served next, VectorSet set, long changes) {
    if (closed) {
      next.giveBack();
      return;
    }
    if (set != null) {
      next.content().ifPresent(model -> set.catchUp(model, changes));
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

  private Stream<Served> readers(String backbone) {
    return current.models().stream()
        .filter(model -> backbone.equals(model.release().getBackbone()));
  }
}
