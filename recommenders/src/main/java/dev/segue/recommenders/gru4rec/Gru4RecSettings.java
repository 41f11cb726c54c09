// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.sequence.PlayOrder;

/**
 * The settings of GRU4Rec.
 *
 * @param negatives uniform draws of the sampled softmax; 0 for the full one
 * @param coPlays whether item vectors start from the factors of what is played together, not random
 * @param batch targets in a batch, about
 * @param window how far apart two plays are counted as together
 */
record Gru4RecSettings(
    GruShape shape,
    PlayOrder order,
    double inputDropout,
    double dropout,
    int negatives,
    boolean coPlays,
    int window,
    int batch,
    double learningRate,
    int epochs) {
  private static final int LARGE_CATALOGUE = 20_000;
  private static final int MOST = 1 << 20;

  private enum Loss {
    SOFTMAX,
    SAMPLED_SOFTMAX
  }

  private enum Start {
    RANDOM,
    CO_PLAYS
  }

  /**
   * Reads the settings.
   *
   * @param items of the catalogue
   */
  static Gru4RecSettings read(AlgorithmSettings settings, int items) {
    SettingsReader reader = new SettingsReader(Gru4Rec.NAME, settings);
    Loss loss =
        reader.choice("loss", items > LARGE_CATALOGUE ? Loss.SAMPLED_SOFTMAX : Loss.SOFTMAX);
    int negatives = (int) reader.number("negatives", 2048, 1, MOST);
    Gru4RecSettings read =
        new Gru4RecSettings(
            new GruShape(
                (int) reader.number("width", 100, 1, 1 << 14),
                (int) reader.number("length", 30, 1, 1 << 12),
                reader.flag("attention", true),
                // 1 / 14: the best of a search on sessions of a listening log.
                reader.decimal("temperature", 1 / 14.0, 0, 10)),
            reader.choice("order", PlayOrder.EVERY_PLAY),
            reader.decimal("input-dropout", 0.25, 0, 0.95),
            reader.decimal("dropout", 0.2, 0, 0.95),
            loss == Loss.SOFTMAX ? 0 : negatives,
            reader.choice("start", Start.CO_PLAYS) == Start.CO_PLAYS,
            (int) reader.number("window", 5, 1, 1000),
            (int) reader.number("batch", 820, 1, MOST),
            reader.decimal("learning-rate", 2e-3, 1e-9, 1),
            (int) reader.number("epochs", 4, 0, MOST));
    reader.finish();
    return read;
  }
}
