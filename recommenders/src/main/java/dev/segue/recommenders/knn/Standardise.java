// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;

/** Whether vectors are standardised before they are compared. */
enum Standardise {
  /** If a few of their dimensions would decide every distance: statistics, but not embeddings. */
  AUTO,
  TRUE,
  FALSE;

  Standardiser fit(TrackVectors content) {
    return switch (this) {
      case AUTO -> Standardiser.fitIfUneven(content);
      case TRUE -> Standardiser.fit(content);
      case FALSE -> Standardiser.identity(content.dimension());
    };
  }
}
