// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.training.StoppingRule;
import java.time.Duration;

/**
 * The settings, as the package's README lists them.
 *
 * @param negatives tracks that compete with the targets of a batch; 0 for all
 */
record NeuralItemItemSettings(
    boolean content,
    boolean standardise,
    int dimension,
    Targets targets,
    double maskShare,
    Recency recency,
    int negatives,
    double dropout,
    double learningRate,
    double weightDecay,
    int batch,
    StoppingRule stopping,
    Duration validation,
    int validationListeners) {
  /** From so many tracks on, a softmax over all of them takes most of the time. */
  private static final int LARGE = 20_000;

  private static final int NEGATIVES = 4_096;

  static NeuralItemItemSettings read(AlgorithmSettings settings, TrackVectors vectors, int tracks) {
    SettingsReader reader = new SettingsReader(NeuralItemItem.NAME, settings);
    boolean content = reader.flag("content", vectors.dimension() > 0);
    NeuralItemItemSettings read =
        new NeuralItemItemSettings(
            content,
            reader.flag("standardise", true),
            (int) reader.number("dimension", 128, 1, 1 << 14),
            reader.choice("targets", Targets.MASKED),
            reader.decimal("mask-share", 0.5, 0, 1),
            new Recency(
                reader.decimal("decay", 0.9, 0, 1),
                reader.decimal("floor", 0.05, 0, 1),
                (int) reader.number("max-history", 200, 2, Integer.MAX_VALUE)),
            (int) reader.number("negatives", tracks > LARGE ? NEGATIVES : 0, 0, 1 << 24),
            reader.decimal("dropout", 0.5, 0, 0.99),
            reader.decimal("learning-rate", 3e-3, 1e-8, 1),
            reader.decimal("weight-decay", 0.3, 0, 10),
            (int) reader.number("batch", 256, 1, 1 << 20),
            new StoppingRule(
                (int) reader.number("epochs", 100, 0, 1_000_000),
                (int) reader.number("patience", 5, 1, 1_000_000),
                (int) reader.number("plateau", 0, 0, 1_000_000)),
            Duration.ofDays(reader.number("validation-days", 14, 0, 36_500)),
            (int) reader.number("validation-listeners", 1_000, 0, Integer.MAX_VALUE));
    reader.finish();
    if (content && vectors.dimension() == 0) {
      throw new IllegalArgumentException(
          "neural-item-item: content is true and there are no content vectors; embed the catalogue"
              + " first or set content to false");
    }
    return read;
  }
}
