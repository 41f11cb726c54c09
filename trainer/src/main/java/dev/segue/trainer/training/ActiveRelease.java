// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Plays;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is released of a model, and its artifact.
 *
 * @param artifact verified; empty if it cannot be read: a release that is broken must not keep a
 *     good one out
 */
record ActiveRelease(ModelRelease release, Optional<Artifact> artifact) {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveRelease.class);

  static ActiveRelease open(ObjectStore store, ModelRelease release) {
    try {
      return new ActiveRelease(
          release,
          Optional.of(
              Artifact.open(store.resolve(release.getArtifactUri()), release.getArtifactSha256())));
    } catch (IOException | RuntimeException e) {
      warn(release, e);
      return new ActiveRelease(release, Optional.empty());
    }
  }

  /** Loads it to be compared with; empty if that fails. */
  Optional<AcceptanceGate.Champion> champion(Algorithm algorithm, ContentSet content) {
    try {
      return artifact.isEmpty() || !knows(content)
          ? Optional.empty()
          : Optional.of(
              new AcceptanceGate.Champion(
                  release.getVersion(),
                  seenThrough(),
                  algorithm.load(artifact.get(), content.vectors())));
    } catch (IOException | RuntimeException e) {
      warn(release, e);
      return Optional.empty();
    }
  }

  /** The model to start a training from, if it was made in the same way. */
  Optional<Training.Previous> start(
      Algorithm algorithm,
      AlgorithmSettings settings,
      Optional<String> backbone,
      ContentSet content) {
    return artifact
        .filter(
            made ->
                knows(content)
                    && made.algorithm().equals(algorithm.name())
                    && made.settings().equals(settings)
                    && made.backbone().equals(backbone))
        .map(made -> new Training.Previous(made, seenThrough()));
  }

  /**
   * The newest play that it can have seen: none was much newer than the clock when it was trained.
   * A release that a play with a wrong time has dated into the future is judged again by this.
   */
  private Instant seenThrough() {
    Instant latest = release.getTrainedAt().plus(Plays.CLOCK_SKEW);
    return release.getTrainedThrough().isAfter(latest) ? latest : release.getTrainedThrough();
  }

  /**
   * Whether it was trained on vectors of this revision: its weights mean nothing on others. A
   * release that does not say its revision is from before releases did, and is taken for the same.
   */
  private boolean knows(ContentSet content) {
    boolean same =
        content.revision().isEmpty()
            || release.getBackboneRevision() == null
            || release.getBackboneRevision().equals(content.revision());
    if (!same) {
      LOG.info(
          "release {} of {} was trained on embeddings of revision {}: not compared or started from"
              + " with those of {}",
          release.getVersion(),
          release.getName(),
          release.getBackboneRevision(),
          content.revision());
    }
    return same;
  }

  private static void warn(ModelRelease release, Exception why) {
    LOG.warn("release {} of {} cannot be read", release.getVersion(), release.getName(), why);
  }
}
