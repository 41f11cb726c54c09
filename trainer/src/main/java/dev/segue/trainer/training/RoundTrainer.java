// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Recommender;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.TrainingReport;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one algorithm of one round: data, gate, candidate, artifact. The same task gives the same
 * outcome, also after a crash. Not thread-safe.
 */
final class RoundTrainer {
  private static final Logger LOG = LoggerFactory.getLogger(RoundTrainer.class);
  private static final int KEEP_ROUNDS = 2;
  private static final ContentFile.Content NO_CONTENT = new ContentFile.Content(ContentSet.NONE, 0);

  private final TrainingPlan plan;
  private final ObjectStore store;
  private final Releases releases;
  private final Contents contents;
  private final Function<String, Algorithm> algorithms;
  private final AcceptanceGate gate;
  private RoundData data;

  RoundTrainer(TrainingPlan plan, ObjectStore store, Releases releases, Contents contents) {
    this(plan, store, releases, contents, Algorithms::named);
  }

  RoundTrainer(
      TrainingPlan plan,
      ObjectStore store,
      Releases releases,
      Contents contents,
      Function<String, Algorithm> algorithms) {
    this.plan = plan;
    this.store = store;
    this.releases = releases;
    this.contents = contents;
    this.algorithms = algorithms;
    this.gate = new AcceptanceGate(plan.gateWindow(), plan.gateListeners(), plan.gateLength());
  }

  /**
   * Trains, or finds what an earlier run of this task made. Whatever goes wrong becomes an outcome.
   *
   * @throws InterruptedException if the thread is interrupted; the checkpoints stay
   */
  Outcome train(TrainingTask task) throws InterruptedException {
    try {
      return trainOrReuse(task);
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      // Many libraries turn an interruption into a failure of their own.
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException().initCause(e);
      }
      LOG.warn("{} failed", task, e);
      return failed(task, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** Lets go of the data between rounds. */
  void forgetData() {
    data = null;
  }

  /** The outcome of a training that is given up; its checkpoints go. */
  Outcome failed(TrainingTask task, String reason) {
    deleteCheckpoints(task);
    return new Outcome(report(task, Outcome.FAILED, reason, Map.of()), Optional.empty());
  }

  private Outcome trainOrReuse(TrainingTask task) throws IOException, InterruptedException {
    Algorithm algorithm = algorithms.apply(task.algorithm);
    Optional<ModelRelease> active = releases.active(algorithm.name());
    Path file = store.resolve("rounds/" + task.round + "/outcome-" + algorithm.name() + ".bin");
    String id = idOf(task);
    Optional<Outcome> earlier =
        Outcome.load(file, id).filter(outcome -> isUnpublished(outcome, active));
    if (earlier.isPresent()) {
      LOG.info("{} was trained before a restart; its outcome is used", task);
      return earlier.get();
    }
    Outcome outcome = train(task, algorithm, active);
    outcome.save(file, id);
    deleteCheckpoints(task);
    NumberedFolders.delete(store.resolve("rounds"), round -> round <= task.round - KEEP_ROUNDS);
    return outcome;
  }

  private void deleteCheckpoints(TrainingTask task) {
    try {
      checkpoints(task, algorithms.apply(task.algorithm)).delete();
    } catch (IllegalArgumentException e) {
      LOG.debug("there are no checkpoints of {}, which is unknown", task, e);
    } catch (IOException e) {
      LOG.warn("checkpoints of {} cannot be deleted", task, e);
    }
  }

  // Only an algorithm that exists names a folder: what a request says may lead anywhere.
  private Checkpoints checkpoints(TrainingTask task, Algorithm algorithm) throws IOException {
    return new Checkpoints(
        store.resolve("rounds/" + task.round + "/checkpoints-" + algorithm.name()));
  }

  private String idOf(TrainingTask task) {
    return String.join(
        " ",
        task.dataId(),
        String.valueOf(task.requestId),
        String.valueOf(task.skipGate),
        new TreeMap<>(plan.settingsOf(task.algorithm).values()).toString());
  }

  /**
   * A release that is not above the active one belongs to an earlier life of this round number, and
   * one that was to replace a release which is pinned now comes too late.
   */
  private static boolean isUnpublished(Outcome outcome, Optional<ModelRelease> active) {
    return outcome.release().isEmpty()
        || active.isEmpty()
        || (!active.get().getPinned()
            && outcome.release().get().getVersion() > active.get().getVersion());
  }

  private Outcome train(TrainingTask task, Algorithm algorithm, Optional<ModelRelease> active)
      throws IOException, InterruptedException {
    if (data == null || !data.id().equals(task.dataId())) {
      data = RoundData.read(task, store, contents);
    }
    AlgorithmSettings settings = plan.settingsOf(algorithm.name());
    ContentFile.Content content =
        algorithm.readsContent(settings) ? content(algorithm) : NO_CONTENT;
    Optional<String> backbone =
        content.set().vectors().byTrack().isEmpty()
            ? Optional.empty()
            : Optional.of(plan.backbone());
    Optional<ActiveRelease> released = active.map(release -> ActiveRelease.open(store, release));
    Training training =
        new Training(
            task.toString(),
            task.dataId() + " " + Long.toHexString(content.checksum()),
            algorithm,
            settings,
            content.set().vectors(),
            released
                .filter(release -> plan.warmStart())
                .flatMap(release -> release.start(algorithm, settings, backbone, content.set())),
            checkpoints(task, algorithm));
    countLeftOut(training, content.set());
    Verdict verdict = judge(training, released.flatMap(r -> r.champion(algorithm, content.set())));
    if (!verdict.accepted() && !task.skipGate) {
      return outcome(task, Outcome.REJECTED, verdict.reason(), verdict, training, null);
    }
    if (isPinned(active)) {
      return pinned(task, active, verdict, training);
    }
    ReleaseWriter writer =
        new ReleaseWriter(
            store, plan.keepReleases(), algorithm, settings, backbone, content.set().revision());
    try (Recommender candidate = training.onEverything(data.plays())) {
      // A rollback may have come while this trained.
      Optional<ModelRelease> now = releases.active(algorithm.name());
      if (isPinned(now)) {
        return pinned(task, now, verdict, training);
      }
      Instant through = Instant.ofEpochMilli(data.plays().newestPlay());
      ModelRelease release = writer.write(candidate, now, task.round, through, verdict.metrics());
      String why = verdict.accepted() ? "" : "the gate was skipped: ";
      return outcome(task, Outcome.RELEASED, why + verdict.reason(), verdict, training, release);
    }
  }

  private static boolean isPinned(Optional<ModelRelease> active) {
    return active.map(ModelRelease::getPinned).orElse(false);
  }

  private static Outcome pinned(
      TrainingTask task, Optional<ModelRelease> active, Verdict verdict, Training training) {
    String why =
        "not released, since version %d is pinned ('segue models unpin %s' ends that): "
            .formatted(active.orElseThrow().getVersion(), active.orElseThrow().getName());
    return outcome(task, Outcome.PINNED, why + verdict.reason(), verdict, training, null);
  }

  private ContentFile.Content content(Algorithm algorithm)
      throws IOException, InterruptedException {
    ContentFile.Content content = data.content(plan.backbone());
    if (!content.set().vectors().byTrack().isEmpty()) {
      return content;
    }
    if (!algorithm.trainsWithoutContent()) {
      throw new IOException(
          "no track has an embedding of the backbone "
              + plan.backbone()
              + " yet; run the embedder, or set trainer.backbone");
    }
    return NO_CONTENT;
  }

  private static void countLeftOut(Training training, ContentSet content) {
    if (content.leftOut() > 0) {
      training.measured("vectorsLeftOut", content.leftOut());
    }
  }

  private Verdict judge(Training training, Optional<AcceptanceGate.Champion> champion)
      throws IOException, InterruptedException {
    try {
      return gate.judge(training, data.plays(), champion);
    } finally {
      champion.ifPresent(loaded -> loaded.recommender().close());
    }
  }

  private static Outcome outcome(
      TrainingTask task,
      String outcome,
      String detail,
      Verdict verdict,
      Training training,
      ModelRelease release) {
    Map<String, Double> metrics = new TreeMap<>(verdict.metrics());
    // Only in the report: what was measured before a crash is not measured again, and the same
    // training must give the same release.
    metrics.putAll(training.measures());
    return new Outcome(report(task, outcome, detail, metrics), Optional.ofNullable(release));
  }

  private static TrainingReport report(
      TrainingTask task, String outcome, String detail, Map<String, Double> metrics) {
    return new TrainingReport(
        task.round,
        task.requestId,
        task.algorithm,
        outcome,
        detail,
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        metrics,
        List.of(task.algorithms));
  }
}
