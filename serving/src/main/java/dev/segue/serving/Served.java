// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.Recommender;
import dev.segue.schemas.ModelRelease;
import java.util.Optional;

/** A release and the model that was loaded from it. */
record Served(ModelRelease release, Recommender recommender) {
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
}
