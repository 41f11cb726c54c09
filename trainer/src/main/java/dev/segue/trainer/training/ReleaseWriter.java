// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Recommender;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts the artifacts of one model into the object store and writes their releases. */
final class ReleaseWriter {
  private final ObjectStore store;
  private final int keep;
  private final Algorithm algorithm;
  private final AlgorithmSettings settings;
  private final Optional<String> backbone;
  private final String revision;

  /**
   * Writes releases of one algorithm.
   *
   * @param keep how many artifacts stay
   * @param backbone whose vectors the model reads; empty: none
   * @param revision of these vectors; empty: none
   */
  ReleaseWriter(
      ObjectStore store,
      int keep,
      Algorithm algorithm,
      AlgorithmSettings settings,
      Optional<String> backbone,
      String revision) {
    this.store = store;
    this.keep = keep;
    this.algorithm = algorithm;
    this.settings = settings;
    this.backbone = backbone;
    this.revision = revision;
  }

  /**
   * Writes a model under the next version.
   *
   * @param active what serves, and must stay
   * @param metrics what the gate measured
   */
  ModelRelease write(
      Recommender model,
      Optional<ModelRelease> active,
      long round,
      Instant trainedThrough,
      Map<String, Double> metrics)
      throws IOException {
    ModelFolder folder = new ModelFolder(store, algorithm.name());
    ReleaseHistory history = ReleaseHistory.in(store);
    long version = history.claim(algorithm.name(), active.map(ModelRelease::getVersion).orElse(0L));
    Artifact artifact =
        Artifact.write(
            folder.version(version), algorithm, model, settings, backbone.orElse(null), metrics);
    Map<String, String> hyperParameters = new TreeMap<>(settings.values());
    hyperParameters.put("seed", Long.toString(settings.seed()));
    ModelRelease release =
        ModelRelease.newBuilder()
            .setName(algorithm.name())
            .setVersion(version)
            .setAlgorithm(algorithm.name())
            .setBackbone(backbone.orElse(null))
            .setBackboneRevision(revision.isEmpty() ? null : revision)
            .setArtifactUri(store.name(artifact.folder()))
            .setArtifactSha256(artifact.sha256())
            .setTrainedThrough(trainedThrough)
            .setTrainedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .setRound(round)
            .setMetrics(metrics)
            .setHyperParameters(hyperParameters)
            .build();
    history.add(release);
    folder.prune(keep, active);
    return release;
  }
}
