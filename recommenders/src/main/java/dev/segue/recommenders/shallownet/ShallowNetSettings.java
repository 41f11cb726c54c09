// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.training.StoppingRule;
import java.time.Duration;

/**
 * The settings, as the package's README lists them.
 *
 * @param dimension of the vectors of a model without content
 * @param width of an output; 0 for that of the content, or 128 without
 * @param negativeRange rows from the first on that negatives are drawn from; 0 for all
 * @param batch positive pairs in a step; 0 for a tenth of all, from 64 to 10,000 with content and
 *     to 1,000 without
 */
record ShallowNetSettings(
    boolean content,
    boolean standardise,
    int dimension,
    int width,
    TowerLoss loss,
    int negativeRange,
    boolean confidence,
    boolean trainTracks,
    boolean trainListeners,
    boolean meanStart,
    double learningRate,
    int batch,
    StoppingRule stopping,
    Duration validation,
    int validationListeners) {
  private static final int LARGEST_BATCH = 10_000;
  private static final int SMALLEST_BATCH = 64;
  private static final int STEPS = 10;
  private static final int RANDOM_DIMENSION = 128;

  static ShallowNetSettings read(AlgorithmSettings settings, TrackVectors vectors) {
    SettingsReader reader = new SettingsReader(ShallowNet.NAME, settings);
    boolean content = reader.flag("content", vectors.dimension() > 0);
    ShallowNetSettings read =
        new ShallowNetSettings(
            content,
            reader.flag("standardise", true),
            (int) reader.number("dimension", RANDOM_DIMENSION, 1, 1 << 14),
            (int) reader.number("width", 0, 0, 1 << 14),
            loss(reader),
            (int) reader.number("negative-range", 0, 0, Integer.MAX_VALUE),
            reader.flag("confidence", false),
            reader.flag("train-tracks", !content),
            reader.flag("train-listeners", true),
            reader.flag("mean-start", true),
            reader.decimal("learning-rate", content ? 1e-3 : 1e-2, 1e-8, 1),
            (int) reader.number("batch", 0, 0, 1 << 20),
            new StoppingRule(
                (int) reader.number("epochs", 100, 0, 1_000_000),
                (int) reader.number("patience", 16, 1, 1_000_000),
                (int) reader.number("plateau", 5, 0, 1_000_000)),
            Duration.ofDays(reader.number("validation-days", 14, 0, 36_500)),
            (int) reader.number("validation-listeners", 1_000, 0, Integer.MAX_VALUE));
    reader.finish();
    if (content && vectors.dimension() == 0) {
      throw new IllegalArgumentException(
          "shallownet: content is true and there are no content vectors; embed the catalogue first"
              + " or set content to false");
    }
    return read;
  }

  private static TowerLoss loss(SettingsReader reader) {
    return new TowerLoss(
        (int) reader.number("negatives", 20, 1, 10_000),
        reader.choice("negative-side", Negatives.TRACKS),
        reader.decimal("margin", 0.2, 0, 2),
        reader.decimal("l2", 0, 0, 1_000));
  }

  int batch(int pairs) {
    int largest = content ? LARGEST_BATCH : LARGEST_BATCH / STEPS;
    return batch > 0 ? batch : Math.min(largest, Math.max(SMALLEST_BATCH, pairs / STEPS));
  }

  int width(int inputs) {
    return width > 0 ? width : content ? inputs : RANDOM_DIMENSION;
  }
}
