// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrackVectors;

/**
 * The content vectors of one revision.
 *
 * @param revision as {@link dev.segue.schemas.Vectors#revision} names it; empty if there is no
 *     content
 * @param leftOut tracks that have an embedding but no vector here: unusable, or of another revision
 */
record ContentSet(String revision, TrackVectors vectors, int leftOut) {
  static final ContentSet NONE = new ContentSet("", TrackVectors.NONE, 0);
}
