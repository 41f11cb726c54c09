// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.evaluation.SplitSummary;
import java.time.Instant;
import java.util.Locale;

/** The sentences that all protocols share. */
final class Descriptions {
  private Descriptions() {}

  static String of(String question, SplitSummary split) {
    return String.format(
        Locale.ROOT,
        "%s Trained on %,d plays of %,d listeners and %,d tracks before %s; tested on %,d pairs of"
            + " %,d listeners.",
        question,
        split.trainPlays(),
        split.trainUsers(),
        split.trainTracks(),
        Instant.ofEpochMilli(split.at()),
        split.testPairs(),
        split.testUsers());
  }
}
