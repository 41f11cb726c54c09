// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.embedder.backbone.ModelCard;
import java.util.Locale;

/** What a model's authors published, for people. */
final class Cards {
  private Cards() {}

  /** All of a card but the folder, a line each. */
  static String text(ModelCard card) {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%s%n", card.title()));
    text.append(String.format("  licence  %s%n", card.licence()));
    text.append(String.format("  paper    %s%n", card.paper()));
    text.append(String.format("  size     %s%n", size(card)));
    card.files().forEach(file -> text.append(String.format("  from     %s%n", file.source())));
    return text.toString();
  }

  /** Of all files whose size is known. */
  static String size(ModelCard card) {
    long bytes = card.files().stream().mapToLong(ModelCard.ModelFile::bytes).sum();
    boolean more = card.files().stream().anyMatch(file -> file.bytes() == 0);
    return bytes == 0
        ? "not known"
        : String.format(
            Locale.ROOT, "%,d%s MB", Math.max(1, Math.round(bytes / 1e6)), more ? "+" : "");
  }

  /** The licence without what explains it in brackets. */
  static String licence(ModelCard card) {
    return card.licence().replaceFirst(" [(].*", "");
  }
}
