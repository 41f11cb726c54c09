// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.ModelCard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a model's weights are there; nothing is read. */
public enum WeightsPresence {
  /** It has none. */
  NOT_NEEDED,
  /** All of its files. */
  THERE,
  /** Some of its files, or a part of one. */
  PARTLY,
  /** None of its files. */
  MISSING;

  /**
   * Looks into a folder.
   *
   * @param card of the model; empty if it needs no weights
   * @param folder of this model's weights
   */
  public static WeightsPresence of(Optional<ModelCard> card, Path folder) {
    if (card.isEmpty()) {
      return NOT_NEEDED;
    }
    long there =
        card.get().files().stream()
            .filter(file -> Files.isRegularFile(folder.resolve(file.name())))
            .count();
    long begun =
        card.get().files().stream()
            .filter(file -> Files.exists(folder.resolve(file.name() + ".part")))
            .count();
    if (there == card.get().files().size()) {
      return THERE;
    }
    return there + begun > 0 ? PARTLY : MISSING;
  }
}
