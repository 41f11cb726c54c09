// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.TrainingReport;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one algorithm of one round: data, gate, candidate, artifact. The same task gives the same
 * outcome, also after a crash. Not thread-safe.
 */
final class RoundTrainer {
  private static final Logger LOG = LoggerFactory.getLogger(RoundTrainer.class);
  private static final int KEEP_ROUNDS = 2;

  private final TrainingPlan plan;
  private final ObjectStore store;
  private final Releases releases;
  private final Contents contents;
  private final AcceptanceGate gate;
  private RoundData data;

  RoundTrainer(TrainingPlan plan, ObjectStore store, Releases releases, Contents contents) {
    this.plan = plan;
    this.store = store;
    this.releases = releases;
    this.contents = contents;
    this.gate = new AcceptanceGate(plan.gateWindow(), plan.gateListeners(), plan.gateLength());
  }

  /**
   * Trains, or finds what an earlier run of this task made. Whatever goes wrong becomes an outcome.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  Outcome train(TrainingTask task) throws InterruptedException {
    try {
      return trainOrReuse(task);
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("{} failed", task, e);
      return failed(task, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** Lets go of the data between rounds. */
  void forgetData() {
    data = null;
  }

  static Outcome failed(TrainingTask task, String reason) {
    return new Outcome(report(task, Outcome.FAILED, reason, Map.of()), Optional.empty());
  }

  private Outcome trainOrReuse(TrainingTask task) throws IOException, InterruptedException {
    Algorithm algorithm = Algorithms.named(task.algorithm);
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
    NumberedFolders.delete(store.resolve("rounds"), round -> round <= task.round - KEEP_ROUNDS);
    return outcome;
  }

  private String idOf(TrainingTask task) {
    return String.join(
        " ",
        task.dataId(),
        String.valueOf(task.requestId),
        String.valueOf(task.skipGate),
        new TreeMap<>(plan.settingsOf(task.algorithm).values()).toString());
  }

  /** A release that is not above the active one belongs to an earlier life of this round number. */
  private static boolean isUnpublished(Outcome outcome, Optional<ModelRelease> active) {
    return outcome.release().isEmpty()
        || active.isEmpty()
        || outcome.release().get().getVersion() > active.get().getVersion();
  }

  private Outcome train(TrainingTask task, Algorithm algorithm, Optional<ModelRelease> active)
      throws IOException, InterruptedException {
    if (data == null || !data.id().equals(task.dataId())) {
      data = RoundData.read(task, store, contents);
    }
    TrackVectors content = algorithm.needsContent() ? data.content() : TrackVectors.NONE;
    AlgorithmSettings settings = plan.settingsOf(algorithm.name());
    Verdict verdict = judge(algorithm, settings, content, active);
    if (!verdict.accepted() && !task.skipGate) {
      return new Outcome(
          report(task, Outcome.REJECTED, verdict.reason(), verdict.metrics()), Optional.empty());
    }
    ModelRelease release = release(task, algorithm, settings, content, active, verdict);
    String why = verdict.accepted() ? "" : "the gate was skipped: ";
    return new Outcome(
        report(task, Outcome.RELEASED, why + verdict.reason(), verdict.metrics()),
        Optional.of(release));
  }

  private Verdict judge(
      Algorithm algorithm,
      AlgorithmSettings settings,
      TrackVectors content,
      Optional<ModelRelease> active)
      throws InterruptedException {
    Optional<AcceptanceGate.Champion> champion =
        active.flatMap(release -> champion(release, algorithm, content));
    try {
      return gate.judge(algorithm, settings, data.plays(), content, champion);
    } finally {
      champion.ifPresent(loaded -> loaded.recommender().close());
    }
  }

  /** Empty if it cannot be read: a release that is broken must not keep a good one out. */
  private Optional<AcceptanceGate.Champion> champion(
      ModelRelease release, Algorithm algorithm, TrackVectors content) {
    try {
      Artifact artifact =
          Artifact.open(store.resolve(release.getArtifactUri()), release.getArtifactSha256());
      return Optional.of(
          new AcceptanceGate.Champion(
              release.getVersion(),
              release.getTrainedThrough(),
              algorithm.load(artifact, content)));
    } catch (IOException | RuntimeException e) {
      LOG.warn("release {} of {} cannot be read", release.getVersion(), release.getName(), e);
      return Optional.empty();
    }
  }

  private ModelRelease release(
      TrainingTask task,
      Algorithm algorithm,
      AlgorithmSettings settings,
      TrackVectors content,
      Optional<ModelRelease> active,
      Verdict verdict)
      throws IOException, InterruptedException {
    ModelFolder folder = new ModelFolder(store, algorithm.name());
    long activeVersion = active.map(ModelRelease::getVersion).orElse(0L);
    long version = folder.nextVersion(activeVersion);
    String backbone = algorithm.needsContent() ? plan.backbone() : null;
    Artifact artifact;
    try (Recommender candidate =
        algorithm.train(data.plays(), content, settings, TrainingListener.SILENT)) {
      artifact =
          Artifact.write(
              folder.version(version), algorithm, candidate, settings, backbone, verdict.metrics());
    }
    folder.prune(plan.keepReleases(), activeVersion);
    Map<String, String> hyperParameters = new TreeMap<>(settings.values());
    hyperParameters.put("seed", Long.toString(settings.seed()));
    return ModelRelease.newBuilder()
        .setName(algorithm.name())
        .setVersion(version)
        .setAlgorithm(algorithm.name())
        .setBackbone(backbone)
        .setArtifactUri(store.name(artifact.folder()))
        .setArtifactSha256(artifact.sha256())
        .setTrainedThrough(Instant.ofEpochMilli(data.plays().newestPlay()))
        .setTrainedAt(now())
        .setRound(task.round)
        .setMetrics(verdict.metrics())
        .setHyperParameters(hyperParameters)
        .build();
  }

  private static TrainingReport report(
      TrainingTask task, String outcome, String detail, Map<String, Double> metrics) {
    return new TrainingReport(
        task.round, task.requestId, task.algorithm, outcome, detail, now(), metrics);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
