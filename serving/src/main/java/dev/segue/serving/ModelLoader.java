// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.schemas.ModelRelease;
import java.io.IOException;

/** Makes a model out of a release. */
@FunctionalInterface
interface ModelLoader {
  /**
   * Loads the artifact that a release names.
   *
   * @throws IOException if it is missing, or not what the release says
   */
  Recommender load(ModelRelease release, TrackVectors content) throws IOException;
}
