// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

/** A recommender that scores its whole catalogue at once, for those who combine scores. */
public interface CatalogueScorer extends Recommender {
  /** The tracks, in the order of the scores. */
  Catalogue catalogue();

  /** A score for every track, heard ones included, in the order of the catalogue. */
  float[] scores(History history);
}
