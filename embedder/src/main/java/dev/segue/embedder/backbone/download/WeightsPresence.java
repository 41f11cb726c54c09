// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a model's weights are there; nothing is read. */
public enum WeightsPresence {
  /** It has none. */
  NOT_NEEDED,
  /** All of its files, or one that holds the same in another form. */
  THERE,
  /** Some of its files, or a part of one. */
  PARTLY,
  /** None of its files. */
  MISSING,
  /** None, and nobody has published any: they are trained on one's own music. */
  NOT_PUBLISHED;

  /**
   * Looks into a folder.
   *
   * @param folder of this model's weights
   */
  public static WeightsPresence of(BackboneType type, Path folder) {
    if (!type.needsWeights()) {
      return NOT_NEEDED;
    }
    if (type.card().isPresent()) {
      return of(type.card().get(), folder);
    }
    return OtherForms.in(folder).isEmpty() ? NOT_PUBLISHED : THERE;
  }

  private static WeightsPresence of(ModelCard card, Path folder) {
    long there =
        card.files().stream()
            .filter(file -> Files.isRegularFile(folder.resolve(file.name())))
            .count();
    long begun =
        card.files().stream()
            .filter(file -> Files.exists(folder.resolve(file.name() + ".part")))
            .count();
    if (there == card.files().size() || (there + begun == 0 && !OtherForms.in(folder).isEmpty())) {
      return THERE;
    }
    return there + begun > 0 ? PARTLY : MISSING;
  }
}
