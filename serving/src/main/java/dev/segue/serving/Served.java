// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.Recommender;
import dev.segue.schemas.ModelRelease;
import java.util.Optional;

/**
 * A release and the model that was loaded from it. Counts who uses it and closes the model after
 * the last: a model may hold native memory, and who touches that after it was freed ends the
 * process. Thread-safe.
 */
final class Served {
  private final ModelRelease release;
  private final Recommender recommender;
  private String revision;
  private int users = 1;

  /**
   * Used by whoever makes it.
   *
   * @param revision of the vectors that it was given; null: of none so far
   */
  Served(ModelRelease release, Recommender recommender, String revision) {
    this.release = release;
    this.recommender = recommender;
    this.revision = revision;
  }

  /** The revision of its vectors; empty if it has had none. */
  synchronized Optional<String> revision() {
    return Optional.ofNullable(revision);
  }

  /** Whether it takes vectors of this revision: for good that of the first it got. */
  synchronized boolean hears(String other) {
    if (revision == null) {
      revision = other;
    }
    return revision.equals(other);
  }

  ModelRelease release() {
    return release;
  }

  Recommender recommender() {
    return recommender;
  }

  String model() {
    return release.getName();
  }

  long version() {
    return release.getVersion();
  }

  Optional<ContentRecommender> content() {
    return recommender instanceof ContentRecommender content
        ? Optional.of(content)
        : Optional.empty();
  }

  boolean isOf(ModelRelease other) {
    return release.getName().equals(other.getName())
        && release.getVersion() == other.getVersion()
        && release.getArtifactSha256().equals(other.getArtifactSha256());
  }

  /**
   * One more uses it.
   *
   * @throws IllegalStateException if it was closed
   */
  synchronized Served take() {
    if (users == 0) {
      throw new IllegalStateException(this + " was closed");
    }
    users++;
    return this;
  }

  /** One less uses it. */
  void giveBack() {
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
    }
    recommender.close();
  }

  @Override
  public String toString() {
    return model() + " version " + version();
  }
}
