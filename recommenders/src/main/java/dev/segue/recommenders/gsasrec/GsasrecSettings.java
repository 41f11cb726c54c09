// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import dev.segue.nn.torch.Adam;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.sequence.PlayOrder;
import dev.segue.recommenders.training.StoppingRule;
import java.time.Duration;

/** The settings of a training, with the defaults for a catalogue. */
record GsasrecSettings(
    GsasrecShape shape,
    Objective objective,
    Sampling sampling,
    Data data,
    Optimisation optimisation,
    boolean content,
    long seed) {

  /** Where negatives come from. */
  enum Sampling {
    /** Every track alike. */
    UNIFORM,
    /** In proportion to a power of the plays. */
    POPULARITY,
    /** From the tracks that are right elsewhere in the batch. */
    IN_BATCH
  }

  /**
   * What is trained on.
   *
   * @param whole whether all of a history is trained on, or its last window only
   * @param horizon of future targets
   */
  record Data(PlayOrder order, boolean whole, Duration horizon, double alpha) {}

  /**
   * How it is trained.
   *
   * @param sparse whether item tables are changed only where a step reads them
   * @param window held back to validate on
   * @param listeners the most that are held back
   */
  record Optimisation(
      Adam adam,
      double dropout,
      int batch,
      boolean sparse,
      StoppingRule rule,
      Duration window,
      int listeners) {}

  /** The defaults that two algorithms differ in. */
  record Defaults(int negatives, double t) {}

  /** A pass over few listeners is too short to tell whether anything got better. */
  private static final int LEAST_STEPS = 25;

  /** Above this, passing over whole tables in every step costs more than the step. */
  private static final int LARGE = 20_000;

  /**
   * Reads settings.
   *
   * @param items of the catalogue
   * @throws IllegalArgumentException if one is unknown or out of range
   */
  static GsasrecSettings read(
      String algorithm, AlgorithmSettings settings, Defaults defaults, int items) {
    SettingsReader reader = new SettingsReader(algorithm, settings);
    Objective objective = objective(reader, defaults, items);
    GsasrecSettings read =
        new GsasrecSettings(
            shape(reader, items),
            objective,
            reader.choice("sampling", Sampling.UNIFORM),
            data(reader),
            optimisation(reader, objective, items),
            reader.flag("content", false),
            settings.seed());
    reader.finish();
    return read;
  }

  private static GsasrecShape shape(SettingsReader reader, int items) {
    int width = (int) reader.number("width", 128, 1, 4096);
    return new GsasrecShape(
        items,
        (int) reader.number("length", 200, 1, 4096),
        width,
        (int) reader.number("heads", 1, 1, width),
        (int) reader.number("blocks", 2, 1, 64),
        reader.flag("causal", true),
        reader.flag("positions", true),
        reader.flag("shared-table", false),
        reader.decimal("temperature", 0, 0, 10));
  }

  private static Objective objective(SettingsReader reader, Defaults defaults, int items) {
    Objective.Loss loss = reader.choice("loss", Objective.Loss.GBCE);
    int negatives = (int) reader.number("negatives", defaults.negatives(), 1, 65_536);
    return new Objective(
        loss,
        reader.choice("targets", Objective.Targets.NEXT),
        reader.choice("negatives-per", Objective.Sharing.SEQUENCE),
        // A small catalogue has no more tracks to tell from the right one.
        Math.min(negatives, Math.max(1, items - 1)),
        reader.decimal("t", defaults.t(), 0, 1));
  }

  private static Data data(SettingsReader reader) {
    return new Data(
        reader.choice("order", PlayOrder.FIRST_PLAY),
        reader.flag("whole-history", true),
        Duration.ofMinutes((long) (1440 * reader.decimal("horizon-days", 14, 0, 36_500))),
        reader.decimal("alpha", 0.75, 0, 2));
  }

  private static Optimisation optimisation(SettingsReader reader, Objective objective, int items) {
    Adam adam =
        Adam.DEFAULTS
            .withLearningRate(reader.decimal("learning-rate", 1e-3, 1e-9, 10))
            .withClipNorm(reader.decimal("clip-norm", 0, 0, 1e9));
    boolean sparse = items > LARGE && objective.sharing() == Objective.Sharing.BATCH;
    return new Optimisation(
        adam,
        // 0.0625: the gSASRec study on music listening.
        reader.decimal("dropout", 0.0625, 0, 0.99),
        (int) reader.number("batch", 128, 1, 65_536),
        reader.flag("row-sparse", sparse) && objective.loss() != Objective.Loss.SOFTMAX,
        new StoppingRule(
                (int) reader.number("epochs", 100, 0, 100_000),
                (int) reader.number("patience", 5, 1, 100_000),
                (int) reader.number("plateau", 0, 0, 100_000))
            .withLeastSteps(LEAST_STEPS),
        Duration.ofDays(reader.number("validation-days", 14, 0, 36_500)),
        (int) reader.number("validation-listeners", 2000, 0, Integer.MAX_VALUE));
  }
}
