// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.training.StoppingRule;
import java.time.Duration;

/**
 * The settings of BERT4Rec; the defaults are the reference study's unless said.
 *
 * @param length of a training sequence: the last tracks of a listener
 * @param predictLength of a sequence that a list is made for, the mask at its end included
 * @param mask the probability that a position is masked
 * @param attentionDropout 0 lets attention run fused
 * @param negatives of the sampled softmax; 0 for the full one
 * @param content whether tracks with a content vector are seen by it
 * @param projection whether that vector goes through a learned linear map; if not, it is the
 *     track's first row, and the width is its dimension
 * @param frozen whether rows of the item table stay as they start
 * @param validation what is held back to stop by
 * @param validationListeners the most listeners it is held back of
 */
record Bert4RecSettings(
    BertSizes sizes,
    int length,
    int predictLength,
    double mask,
    double dropout,
    double attentionDropout,
    int negatives,
    boolean content,
    boolean projection,
    boolean frozen,
    int batch,
    double learningRate,
    StoppingRule stopping,
    Duration validation,
    int validationListeners) {
  /** Above it a step with the full softmax takes longer than it is worth. */
  private static final int LARGE_CATALOGUE = 20_000;

  /** A pass over few listeners is too short to tell whether anything got better. */
  private static final int LEAST_STEPS = 25;

  private static final int MOST = 1 << 20;

  private enum Loss {
    SOFTMAX,
    SAMPLED_SOFTMAX
  }

  /**
   * Reads the settings.
   *
   * @param items of the catalogue
   * @param dimension of the content vectors; 0 if there are none
   */
  static Bert4RecSettings read(AlgorithmSettings settings, int items, int dimension) {
    SettingsReader reader = new SettingsReader(Bert4Rec.NAME, settings);
    boolean content = reader.flag("content", dimension > 0);
    boolean projection = reader.flag("projection", true);
    boolean asWide = content && !projection;
    int width = whole(reader, "width", asWide ? dimension : 128, 1, 1 << 14);
    int length = whole(reader, "length", 200, 2, 1 << 14);
    int predictLength = whole(reader, "predict-length", 50, 2, 1 << 14);
    Loss loss =
        reader.choice("loss", items > LARGE_CATALOGUE ? Loss.SAMPLED_SOFTMAX : Loss.SOFTMAX);
    int negatives = whole(reader, "negatives", 1024, 1, MOST);
    Bert4RecSettings read =
        new Bert4RecSettings(
            new BertSizes(
                width,
                whole(reader, "layers", 2, 1, 64),
                whole(reader, "heads", 2, 1, 256),
                whole(reader, "feed-forward", 256, 1, MOST),
                Math.max(length, predictLength)),
            length,
            predictLength,
            reader.decimal("mask", 0.2, 0.01, 1),
            reader.decimal("dropout", 0.1, 0, 0.95),
            reader.decimal("attention-dropout", 0.1, 0, 0.95),
            loss == Loss.SOFTMAX ? 0 : negatives,
            content,
            projection,
            reader.flag("frozen", false),
            whole(reader, "batch", 128, 1, 1 << 14),
            reader.decimal("learning-rate", 1e-3, 1e-9, 1),
            new StoppingRule(
                    whole(reader, "epochs", 100, 0, MOST),
                    whole(reader, "patience", 16, 1, MOST),
                    whole(reader, "plateau", 5, 0, MOST))
                .withLeastSteps(LEAST_STEPS),
            Duration.ofDays(reader.number("validation-days", 14, 0, 36_500)),
            whole(reader, "validation-listeners", 1000, 0, MOST));
    reader.finish();
    read.check(dimension);
    return read;
  }

  /** Checks settings before it is known what content there is: its dimension is what fits. */
  static void check(AlgorithmSettings settings) {
    SettingsReader reader = new SettingsReader(Bert4Rec.NAME, settings);
    read(settings, 1, whole(reader, "width", 128, 1, 1 << 14));
  }

  private void check(int dimension) {
    if (content && dimension == 0) {
      throw new IllegalArgumentException(
          "bert4rec: content is true and there are no content vectors; embed the catalogue first or"
              + " set content to false");
    }
    if (content && !projection && sizes.width() != dimension) {
      throw new IllegalArgumentException(
          "bert4rec: without a projection the width is that of the content vectors, %d, not %d"
              .formatted(dimension, sizes.width()));
    }
  }

  private static int whole(SettingsReader reader, String key, int fallback, int min, int max) {
    return (int) reader.number(key, fallback, min, max);
  }
}
